import Events
import Model

/// Begins an order for services of the outside catalogue.
package struct DraftOrder: Command {
    package let services: [ServiceID]

    /// Services in one order.
    package static let maximumServices = 50

    package init(_ services: [ServiceID]) {
        self.services = services
    }

    package func reads(
        _ model: borrowing WriteModel,
        by actor: Actor,
        at now: Timestamp,
        into streams: inout [StreamID]
    ) {
        streams.append(.services)
    }

    package func decide(
        _ model: borrowing WriteModel,
        _ context: DecisionContext
    ) throws(Refusal) -> Decision {
        let user = try context.user
        let drafted = OrderDrafted(user: user, services: try model.services(services))
        let order = OrderID(createdAt: context.next)
        return Decision(
            [NewEvent(.order(order), .order(.drafted(drafted)))],
            location: .order(order)
        )
    }
}
