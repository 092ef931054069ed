import Events
import Model

/// Changes what is given of a slot.
///
/// The caller has checked that the actor is an administrator.
package struct ChangeSlot: Command {
    let slot: SlotID
    let title: String?
    let capacity: Int64?
    let startsAt: Timestamp??

    /// Nil leaves a detail as it is; `startsAt: .some(nil)` takes the start away.
    package init(
        _ slot: SlotID,
        title: String? = nil,
        capacity: Int64? = nil,
        startsAt: Timestamp?? = nil
    ) {
        self.slot = slot
        self.title = title
        self.capacity = capacity
        self.startsAt = startsAt
    }

    package func reads(
        _ model: borrowing WriteModel,
        by actor: Actor,
        at now: Timestamp,
        into streams: inout [StreamID]
    ) {
        streams.append(.slot(slot))
        guard let slot = model.slots[slot], let capacity else { return }
        model.reads(expiring: inTheWay(of: capacity, slot, now), into: &streams)
    }

    package func decide(
        _ model: borrowing WriteModel,
        _ context: DecisionContext
    ) throws(Refusal) -> Decision {
        guard let state = model.slots[slot], let old = state.details
        else { throw .notFound(.slot) }
        let capacity = self.capacity ?? old.capacity
        guard capacity >= 0 else { throw .rejected(.invalidCapacity) }
        let expired = inTheWay(of: capacity, state, context.now)
        guard state.taken - Int64(expired.count) <= capacity
        else { throw .rejected(.capacityBelowTaken) }
        var events = try model.expiries(expired, of: slot)
        let details = SlotDetails(
            title: title ?? old.title,
            capacity: capacity,
            startsAt: startsAt ?? old.startsAt
        )
        events.append(NewEvent(.slot(slot), .slot(.changed(details))))
        return Decision(events)
    }

    /// The overdue seats that must be given back for the new capacity to fit, and no more.
    private func inTheWay(
        of capacity: Int64,
        _ slot: Slot,
        _ now: Timestamp
    ) -> ArraySlice<Slot.HeldSeat> {
        guard capacity >= 0, slot.taken > capacity else { return [] }
        return slot.overdue(at: now).prefix(Int(slot.taken - capacity))
    }
}

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
