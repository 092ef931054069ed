import Events
import Model

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
