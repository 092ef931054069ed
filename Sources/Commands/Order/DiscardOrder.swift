import Events
import Model

/// Throws a draft away; the log keeps it.
package struct DiscardOrder: Command {
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
        let user = try context.user
        _ = try model.draft(order, of: user)
        return Decision([NewEvent(.order(order), .order(.discarded(OrderReference(user: user))))])
    }
}
