import Model
import Text

/// Services of one order of a user: at least one, each once.
package struct OrderDrafted: Hashable, Sendable {
    package let user: UserID
    package let services: [OrderedService]
    /// What the client stored with the order; nil in a change of its services.
    package let annotation: Annotation?

    package init(user: UserID, services: [OrderedService], annotation: Annotation? = nil) {
        self.user = user
        self.services = services
        self.annotation = annotation
    }

    init(_ members: inout JSONMembers) throws(JSONError) {
        user = try members.id("user")
        services = try members.objects("services", OrderedService.init)
        annotation = try Annotation(ifPresentIn: &members)
    }

    func write(_ writer: inout JSONWriter) {
        writer.member("user", user)
        writer.array("services") { writer in
            for element in services { writer.object { element.write(&$0) } }
        }
        annotation?.write(&writer)
    }
}

/// A service with the name that it had when it was ordered.
package struct OrderedService: Hashable, Sendable {
    package let service: ServiceID
    package let name: String

    package init(service: ServiceID, name: String) {
        self.service = service
        self.name = name
    }

    init(_ members: inout JSONMembers) throws(JSONError) {
        service = ServiceID(try members.uuid("service"))
        name = try members.string("name")
    }

    func write(_ writer: inout JSONWriter) {
        writer.member("service", service.value)
        writer.member("name", name)
    }
}

package struct ProcessingStarted: Hashable, Sendable {
    package let user: UserID
    /// The order's name at the outside service, which accepts each name once.
    package let registration: UUID128

    package init(user: UserID, registration: UUID128) {
        self.user = user
        self.registration = registration
    }

    init(_ members: inout JSONMembers) throws(JSONError) {
        user = try members.id("user")
        registration = try members.uuid("registration")
    }

    func write(_ writer: inout JSONWriter) {
        writer.member("user", user)
        writer.member("registration", registration)
    }
}

/// The user of an order, in its later events.
package struct OrderReference: Hashable, Sendable {
    package let user: UserID

    package init(user: UserID) {
        self.user = user
    }

    init(_ members: inout JSONMembers) throws(JSONError) {
        user = try members.id("user")
    }

    func write(_ writer: inout JSONWriter) {
        writer.member("user", user)
    }
}
