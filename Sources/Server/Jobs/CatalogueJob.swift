import API
import Commands
import Events
import HTTP
import Model
import Postgres
import Text

/// Fetches the catalogue of services, all pages or nothing.
///
/// Until then, and if it fails, the last catalogue stays in use.
struct CatalogueJob: Job {
    let name = JobName.serviceCatalogue
    let client: OutsideClient?
    let commands: JobCommands
    let intervalSeconds: Int?

    func run(_ run: JobRun) throws -> JobReport {
        guard let client else {
            return .resting("set TALLY_SERVICES_URL to fetch the catalogue of services")
        }
        try run.begin()
        var reader = CatalogueReader()
        while let page = reader.next {
            try run.requireLock()
            try reader.take(try CataloguePage(try client.ask(.get, "/services?page=\(page)")))
        }
        var appends = 0
        // Each command records a part of the changes, until none is left.
        while appends < Self.maximumAppends {
            try run.requireLock()
            let command = RecordCatalogue(reader.services)
            guard try commands.record(command, givesUp: run.isStopped) else { break }
            appends += 1
        }
        return .done("\(reader.services.count) services" + (appends == 0 ? ", nothing new" : ""))
    }

    /// Enough if all services are new and as many are gone.
    private static let maximumAppends =
        2 * CatalogueReader.maximumServices / RecordCatalogue.maximumChanges + 1
}

/// Puts the pages of the outside catalogue together; a page that does not fit fails the whole.
struct CatalogueReader {
    static let maximumPages = 100
    static let maximumServices = 10_000

    private(set) var services: [ServiceDetails] = []
    private var known: [ServiceID: ServiceDetails] = [:]
    private var pages: Int?
    /// The number of the next page; nil once all pages are here.
    private(set) var next: Int? = 1

    /// Takes the page that was asked for.
    ///
    /// A service may come twice with the same content, as when an earlier one was removed between
    /// two pages.
    mutating func take(_ page: CataloguePage) throws(OutsideError) {
        guard let number = next, page.page == number else {
            throw .malformed("page \(page.page) instead of \(next ?? 0)")
        }
        guard page.pages >= 1, page.pages <= Self.maximumPages, pages ?? page.pages == page.pages
        else { throw .malformed("a catalogue of \(page.pages) pages") }
        pages = page.pages
        for details in page.items {
            if let other = known.updateValue(details, forKey: details.service) {
                guard other == details else {
                    throw .malformed("service \(details.service.value.text) twice")
                }
            } else {
                services.append(details)
            }
        }
        guard services.count <= Self.maximumServices else {
            throw .malformed("more than \(Self.maximumServices) services")
        }
        next = number < page.pages ? number + 1 : nil
    }
}

/// One page of the outside catalogue: `{"items": [{"id", "name", "description"}], "page",
/// "pages"}`.
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

    /// Reads the response about one service.
    init(json: [UInt8]) throws(OutsideError) {
        guard let value = try? JSONValue(json) else { throw .malformed("no service") }
        try self.init(value)
    }

    /// Ignores members that are not known.
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
