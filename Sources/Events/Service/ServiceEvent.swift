import Model
import Text

/// A change in the outside catalogue of services.
package enum ServiceEvent: Hashable, Sendable {
    /// New in the catalogue, or back in it.
    case listed(ServiceDetails)
    case changed(ServiceDetails)
    /// The catalogue has it no longer.
    case delisted(ServiceID)

    /// The name of each event in the log: never changed, and never used again for another.
    package enum Name: String, Hashable, Sendable, CaseIterable {
        case listed = "service.listed"
        case changed = "service.changed"
        case delisted = "service.delisted"
    }

    var name: Name {
        switch self {
        case .listed: .listed
        case .changed: .changed
        case .delisted: .delisted
        }
    }

    init(_ name: Name, _ members: inout JSONMembers) throws(JSONError) {
        self =
            switch name {
            case .listed: .listed(try ServiceDetails(&members))
            case .changed: .changed(try ServiceDetails(&members))
            case .delisted: .delisted(ServiceID(try members.uuid("service")))
            }
    }

    func write(_ writer: inout JSONWriter) {
        switch self {
        case .listed(let details), .changed(let details): details.write(&writer)
        case .delisted(let service): writer.member("service", service.value)
        }
    }
}

package struct ServiceDetails: Hashable, Sendable {
    package let service: ServiceID
    package let name: String
    package let description: String

    package init(service: ServiceID, name: String, description: String) {
        self.service = service
        self.name = name
        self.description = description
    }

    init(_ members: inout JSONMembers) throws(JSONError) {
        service = ServiceID(try members.uuid("service"))
        name = try members.string("name")
        description = try members.string("description")
    }

    func write(_ writer: inout JSONWriter) {
        writer.member("service", service.value)
        writer.member("name", name)
        writer.member("description", description)
    }
}
