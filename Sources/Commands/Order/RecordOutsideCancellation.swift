import Events
import Model

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
