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

/// Hands a draft over to the outside service, which a job tells afterwards.
///
/// Refused with `unknown-service` if one has left the catalogue since: the outside would not take
/// it.
package struct StartProcessing: Command {
    let order: OrderID
    let registration: UUID128

    /// `registration` is what the outside service will know the order by: a new one, which no other
    /// order has.
    ///
    /// Told twice of the same, it takes the order once.
    package init(_ order: OrderID, registration: UUID128) {
        self.order = order
        self.registration = registration
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
        _ = try model.services(try model.draft(order, of: user).services)
        let started = ProcessingStarted(user: user, registration: registration)
        return Decision([NewEvent(.order(order), .order(.processingStarted(started)))])
    }
}

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
