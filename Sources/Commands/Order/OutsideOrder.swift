import Events
import Model

/// Records that the outside service has the order.
///
/// By the system. One that was cancelled while the outside was being told has it all the same.
package struct RecordRegistration: Command {
    let order: OrderID

    package init(_ order: OrderID) {
        self.order = order
    }

    package func reads(
        _ model: borrowing WriteModel,
        by actor: Actor,
        at now: Timestamp,
        into streams: inout [StreamID]
    ) {
        streams.append(.order(order))
    }

    package func decide(
        _ model: borrowing WriteModel,
        _ context: DecisionContext
    ) throws(Refusal) -> Decision {
        try context.requireSystem()
        let (order, owner) = try model.order(order)
        switch order.state {
        case .missing: throw .notFound(.order)
        case .draft: throw .rejected(.orderIsDraft)
        case .placed, .paid: throw .rejected(.orderNotDraft)
        // → done, cancelled; none of which this is: the order stays what it is.
        case .inProcessing: break
        case .done: throw .rejected(.orderAlreadyRegistered)
        case .cancelled:
            guard order.registration != nil else { throw .rejected(.orderCancelled) }
        case .discarded: throw .rejected(.orderDiscarded)
        }
        guard !order.isRegistered else { throw .rejected(.orderAlreadyRegistered) }
        guard !order.isCancellationSent else { throw .rejected(.cancellationAlreadySent) }
        let reference = OrderReference(user: owner)
        return Decision([NewEvent(.order(self.order), .order(.registered(reference)))])
    }
}

/// Records that the outside service has carried the order out.
///
/// By the system.
package struct RecordCompletion: Command {
    let order: OrderID

    package init(_ order: OrderID) {
        self.order = order
    }

    package func reads(
        _ model: borrowing WriteModel,
        by actor: Actor,
        at now: Timestamp,
        into streams: inout [StreamID]
    ) {
        streams.append(.order(order))
    }

    package func decide(
        _ model: borrowing WriteModel,
        _ context: DecisionContext
    ) throws(Refusal) -> Decision {
        try context.requireSystem()
        let (_, owner) = try model.registered(order)
        return Decision([NewEvent(.order(order), .order(.done(OrderReference(user: owner))))])
    }
}

/// Records that the outside service has cancelled the order: nothing was paid, and it need not be
/// told.
///
/// By the system.
package struct RecordOutsideCancellation: Command {
    let order: OrderID

    package init(_ order: OrderID) {
        self.order = order
    }

    package func reads(
        _ model: borrowing WriteModel,
        by actor: Actor,
        at now: Timestamp,
        into streams: inout [StreamID]
    ) {
        streams.append(.order(order))
    }

    package func decide(
        _ model: borrowing WriteModel,
        _ context: DecisionContext
    ) throws(Refusal) -> Decision {
        try context.requireSystem()
        let (_, owner) = try model.registered(order)
        let cancelled = OrderCancelled(user: owner, refund: nil)
        return Decision([
            NewEvent(.order(order), .order(.cancelled(cancelled))),
            NewEvent(.order(order), .order(.cancellationSent(OrderReference(user: owner)))),
        ])
    }
}

/// Records that the outside service was told of a cancellation.
///
/// By the system. It may never have had the order: then it had to be told all the same, since a
/// registration could have been on its way.
package struct RecordCancellationSent: Command {
    let order: OrderID

    package init(_ order: OrderID) {
        self.order = order
    }

    package func reads(
        _ model: borrowing WriteModel,
        by actor: Actor,
        at now: Timestamp,
        into streams: inout [StreamID]
    ) {
        streams.append(.order(order))
    }

    package func decide(
        _ model: borrowing WriteModel,
        _ context: DecisionContext
    ) throws(Refusal) -> Decision {
        try context.requireSystem()
        let (order, owner) = try model.order(order)
        switch order.state {
        case .missing: throw .notFound(.order)
        case .draft: throw .rejected(.orderIsDraft)
        case .placed, .paid: throw .rejected(.orderNotRegistered)
        case .inProcessing: throw .rejected(.orderInProcessing)
        case .done: throw .rejected(.orderDone)
        // No way out; only what the outside knows changes.
        case .cancelled: break
        case .discarded: throw .rejected(.orderDiscarded)
        }
        guard order.registration != nil else { throw .rejected(.orderNotRegistered) }
        guard !order.isCancellationSent else { throw .rejected(.cancellationAlreadySent) }
        let reference = OrderReference(user: owner)
        return Decision([NewEvent(.order(self.order), .order(.cancellationSent(reference)))])
    }
}
