import Events
import Model

/// Says what a draft is for from now on.
package struct ChangeServices: Command {
    let order: OrderID
    package let services: [ServiceID]

    package init(_ order: OrderID, to services: [ServiceID]) {
        self.order = order
        self.services = services
    }

    package func reads(
        _ model: borrowing WriteModel,
        by actor: Actor,
        at now: Timestamp,
        into streams: inout [StreamID]
    ) {
        streams.append(.order(order))
        streams.append(.services)
    }

    package func decide(
        _ model: borrowing WriteModel,
        _ context: DecisionContext
    ) throws(Refusal) -> Decision {
        let user = try context.user
        _ = try model.draft(order, of: user)
        let drafted = OrderDrafted(user: user, services: try model.services(services))
        return Decision([NewEvent(.order(order), .order(.servicesChanged(drafted)))])
    }
}
