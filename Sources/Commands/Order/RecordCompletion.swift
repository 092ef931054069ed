import Events
import Model

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
