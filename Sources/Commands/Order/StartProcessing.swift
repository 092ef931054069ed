import Events
import Model

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
