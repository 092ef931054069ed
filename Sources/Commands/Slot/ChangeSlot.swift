import Entities
import Events
import Model

/// Creates a slot with free seats; the caller has checked that the actor is an administrator.
package struct CreateSlot: Command {
    let details: SlotDetails

    package init(_ details: SlotDetails) { self.details = details }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        guard details.capacity >= 0 else { throw .rejected(.invalidCapacity) }
        let id = SlotID(createdAt: call.next)
        return Decision([.slot(id, .created(details))], location: .slot(id))
    }
}

/// Changes some details of a slot; the caller has checked that the actor is an administrator.
package struct ChangeSlot: Command {
    let slot: SlotID
    let title: String?
    let capacity: Int64?
    let startsAt: Change<Timestamp>

    /// Nil keeps a title or capacity.
    package init(
        _ slot: SlotID,
        title: String? = nil,
        capacity: Int64? = nil,
        startsAt: Change<Timestamp> = .keep
    ) {
        self.slot = slot
        self.title = title
        self.capacity = capacity
        self.startsAt = startsAt
    }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        streams.append(.slot(slot))
        guard let slot = model.slots[slot], let capacity else { return }
        model.reads(expiring: holdsToExpire(for: capacity, slot, streams.now), into: &streams)
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        guard let state = model.slots[slot], let old = state.details
        else { throw .notFound(.slot) }
        let capacity = self.capacity ?? old.capacity
        guard capacity >= 0 else { throw .rejected(.invalidCapacity) }
        let expired = holdsToExpire(for: capacity, state, call.now)
        guard state.taken - Int64(expired.count) <= capacity
        else { throw .rejected(.capacityBelowTaken) }
        var events = try model.expiries(expired, of: slot)
        let details = SlotDetails(
            title: title ?? old.title,
            capacity: capacity,
            startsAt: startsAt.applied(to: old.startsAt)
        )
        events.append(.slot(slot, .changed(details)))
        return Decision(events)
    }

    /// The overdue seats whose holds must end so that the new capacity suffices, and no more.
    private func holdsToExpire(
        for capacity: Int64,
        _ slot: Slot,
        _ now: Timestamp
    ) -> ArraySlice<Slot.HeldSeat> {
        guard capacity >= 0, slot.taken > capacity else { return [] }
        return slot.overdue(at: now).prefix(Int(slot.taken - capacity))
    }
}

/// A change of a value that may be absent.
package enum Change<Value: Hashable & Sendable>: Hashable, Sendable {
    case keep
    case set(Value)
    case clear

    /// Returns the value after the change.
    func applied(to old: Value?) -> Value? {
        switch self {
        case .keep: old
        case .set(let new): new
        case .clear: nil
        }
    }
}
