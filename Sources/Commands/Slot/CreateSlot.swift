import Events
import Model

/// Makes a slot with free seats.
///
/// The caller has checked that the actor is an administrator.
package struct CreateSlot: Command {
    let details: SlotDetails

    package init(_ details: SlotDetails) {
        self.details = details
    }

    package func reads(
        _ model: borrowing WriteModel,
        by actor: Actor,
        at now: Timestamp,
        into streams: inout [StreamID]
    ) {}

    package func decide(
        _ model: borrowing WriteModel,
        _ context: DecisionContext
    ) throws(Refusal) -> Decision {
        guard details.capacity >= 0 else { throw .rejected(.invalidCapacity) }
        let id = SlotID(createdAt: context.next)
        return Decision([NewEvent(.slot(id), .slot(.created(details)))], location: .slot(id))
    }
}
