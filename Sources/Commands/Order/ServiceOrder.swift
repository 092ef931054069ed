import Events
import Model

/// Begins an order for services of the outside catalogue.
package struct DraftOrder: Command {
    package let services: [ServiceID]

    /// The most services in one order.
    package static let maximumServices = 50

    package init(_ services: [ServiceID]) { self.services = services }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        streams.append(.services)
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        let user = try call.user
        let drafted = OrderDrafted(user: user, services: try model.services(services))
        let order = OrderID(createdAt: call.next)
        return Decision([.order(order, .drafted(drafted))], location: .order(order))
    }
}

/// Replaces the services of a draft.
package struct ChangeServices: Command {
    let order: OrderID
    package let services: [ServiceID]

    package init(_ order: OrderID, to services: [ServiceID]) {
        self.order = order
        self.services = services
    }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        streams.append(.order(order), .services)
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        let user = try call.user
        _ = try model.draft(order, of: user)
        let drafted = OrderDrafted(user: user, services: try model.services(services))
        return Decision([.order(order, .servicesChanged(drafted))])
    }
}

/// Hands a draft over to the outside service, which a job notifies afterwards.
package struct StartProcessing: Command {
    let order: OrderID
    let registration: UUID128

    /// The outside service will know the order by `registration`, a new id that no other order has.
    package init(_ order: OrderID, registration: UUID128) {
        self.order = order
        self.registration = registration
    }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        streams.append(.order(order), .services)
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        let user = try call.user
        // The outside service would not accept a service that has left the catalogue.
        _ = try model.services(try model.draft(order, of: user).services)
        let started = ProcessingStarted(user: user, registration: registration)
        return Decision([.order(order, .processingStarted(started))])
    }
}

/// Discards a draft; the log keeps it.
package struct DiscardOrder: Command {
    let order: OrderID

    package init(_ order: OrderID) { self.order = order }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        streams.append(.order(order))
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        let user = try call.user
        _ = try model.draft(order, of: user)
        return Decision([.order(order, .discarded(OrderReference(user: user)))])
    }
}

/// Records that the outside service has the order, even if it was cancelled meanwhile.
package struct RecordRegistration: Command {
    let order: OrderID

    package init(_ order: OrderID) { self.order = order }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        streams.append(.order(order))
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        try call.requireSystem()
        let (order, owner) = try model.order(order)
        switch order.state {
        // The state stays.
        case .inProcessing: break
        case .cancelled where order.registration != nil: break
        case .done: throw .rejected(.orderAlreadyRegistered)
        case .missing, .draft, .placed, .paid, .cancelled, .discarded:
            throw order.state.refusal(ofProducts: .orderNotDraft)
        }
        guard !order.isRegistered else { throw .rejected(.orderAlreadyRegistered) }
        guard !order.isCancellationSent else { throw .rejected(.cancellationAlreadySent) }
        let reference = OrderReference(user: owner)
        return Decision([.order(self.order, .registered(reference))])
    }
}

/// Records that the outside service has carried the order out.
package struct RecordCompletion: Command {
    let order: OrderID

    package init(_ order: OrderID) { self.order = order }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        streams.append(.order(order))
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        try call.requireSystem()
        let (_, owner) = try model.registered(order)
        return Decision([.order(order, .done(OrderReference(user: owner)))])
    }
}

/// Records that the outside service has cancelled the order: nothing was paid, and the service needs
/// no notice.
package struct RecordOutsideCancellation: Command {
    let order: OrderID

    package init(_ order: OrderID) { self.order = order }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        streams.append(.order(order))
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        try call.requireSystem()
        let (_, owner) = try model.registered(order)
        let cancelled = OrderCancelled(user: owner, refund: nil)
        return Decision([
            .order(order, .cancelled(cancelled)),
            .order(order, .cancellationSent(OrderReference(user: owner))),
        ])
    }
}

/// Records that the outside service was notified of a cancellation.
///
/// The service may never have had the order; it is notified anyway, since a registration could have
/// been on its way.
package struct RecordCancellationSent: Command {
    let order: OrderID

    package init(_ order: OrderID) { self.order = order }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        streams.append(.order(order))
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        try call.requireSystem()
        let (order, owner) = try model.order(order)
        // The state stays; only the outside service's knowledge changes.
        guard order.state == .cancelled
        else { throw order.state.refusal(ofProducts: .orderNotRegistered) }
        guard order.registration != nil else { throw .rejected(.orderNotRegistered) }
        guard !order.isCancellationSent else { throw .rejected(.cancellationAlreadySent) }
        let reference = OrderReference(user: owner)
        return Decision([.order(self.order, .cancellationSent(reference))])
    }
}
