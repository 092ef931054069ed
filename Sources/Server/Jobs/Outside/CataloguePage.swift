import Events
import Model
import Postgres
import Text

/// One page of the outside catalogue: `{"items": [{"id", "name", "description"}], "page", "pages"}`.
struct CataloguePage: Equatable {
    let items: [ServiceDetails]
    let page: Int
    let pages: Int

    init(_ json: [UInt8]) throws(OutsideError) {
        guard case .object(let object)? = try? JSONValue(json),
            case .array(let items)? = object["items"],
            case .integer(let page)? = object["page"], case .integer(let pages)? = object["pages"]
        else { throw .malformed("no page of services") }
        self.items = try items.map { (item) throws(OutsideError) in try ServiceDetails(item) }
        self.page = Int(page)
        self.pages = Int(pages)
    }
}

extension ServiceDetails {
    /// Characters of a name and of a description.
    private static let limits = (name: 200, description: 4_000)

    /// From the answer about one service.
    package init(json: [UInt8]) throws(OutsideError) {
        guard let value = try? JSONValue(json) else { throw .malformed("no service") }
        try self.init(value)
    }

    /// Members that are not known are passed over.
    fileprivate init(_ item: JSONValue) throws(OutsideError) {
        guard case .object(let object) = item, case .string(let id)? = object["id"],
            let uuid = UUID128(text: id)
        else { throw .malformed("a service without id") }
        guard case .string(let name)? = object["name"], !name.isEmpty,
            name.count <= Self.limits.name, !name.utf8.contains(0)
        else { throw .malformed("service \(uuid.text) without name") }
        let description: String
        switch object["description"] {
        case .string(let text)?: description = text
        case nil, .null?: description = ""
        case .some: throw .malformed("service \(uuid.text) with a wrong description")
        }
        guard description.count <= Self.limits.description, !description.utf8.contains(0) else {
            throw .malformed("service \(uuid.text) with a wrong description")
        }
        self.init(service: ServiceID(uuid), name: name, description: description)
    }
}
