import Model
import Text

/// A change in the outside catalogue of services.
package enum ServiceEvent: Hashable, Sendable {
    /// New in the catalogue, or back in it.
    case listed(ServiceDetails)
    case changed(ServiceDetails)
    /// The catalogue has it no longer.
    case delisted(ServiceID)
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
}

extension ServiceEvent {
    var type: EventType {
        switch self {
        case .listed: .serviceListed
        case .changed: .serviceChanged
        case .delisted: .serviceDelisted
        }
    }

    func write(_ writer: inout JSONWriter) {
        switch self {
        case .listed(let details), .changed(let details): details.write(&writer)
        case .delisted(let service): writer.member("service", service.value)
        }
    }
}

extension ServiceDetails {
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
