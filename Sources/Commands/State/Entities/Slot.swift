import Events
import Model

/// A slot's seats as decisions see them.
struct Slot: Entity {
    /// A seat that is held but not confirmed.
    struct HeldSeat: Hashable {
        let hold: HoldID
        let expiresAt: Timestamp
    }

    /// Nil for a slot that does not exist.
    private(set) var details: SlotDetails?
    /// The seats before `firstHeld` are free again: a sweep removes them from the front, one by
    /// one.
    private var seats: [HeldSeat] = []
    private var firstHeld = 0
    private(set) var confirmed: Int64 = 0

    /// The held seats, soonest deadline first, so that the overdue ones are a prefix.
    var held: ArraySlice<HeldSeat> { seats[firstHeld...] }

    /// The number of seats that nobody else can take until an event frees them, overdue ones
    /// included.
    var taken: Int64 { Int64(held.count) + confirmed }

    /// Held seats whose deadline has passed: every decision counts them as free.
    func overdue(at now: Timestamp) -> ArraySlice<HeldSeat> {
        held.prefix { $0.expiresAt <= now }
    }

    mutating func evolve(_ event: SlotEvent) {
        switch event {
        case .created(let details), .changed(let details): self.details = details
        case .seatHeld(let seat): insert(HeldSeat(hold: seat.hold, expiresAt: seat.expiresAt))
        case .seatConfirmed(let hold):
            remove(hold)
            confirmed += 1
        case .seatReleased(let seat):
            if seat.wasConfirmed { confirmed -= 1 } else { remove(seat.hold) }
        }
    }

    /// Nearly always inserts at the end: holds of a slot usually last equally long.
    private mutating func insert(_ seat: HeldSeat) {
        var index = seats.count
        while index > firstHeld, seats[index - 1].expiresAt > seat.expiresAt { index -= 1 }
        seats.insert(seat, at: index)
    }

    private mutating func remove(_ hold: HoldID) {
        guard let index = held.firstIndex(where: { $0.hold == hold }) else { return }
        guard index == firstHeld else {
            seats.remove(at: index)
            return
        }
        firstHeld += 1
        guard firstHeld > seats.count / 2 else { return }
        seats.removeFirst(firstHeld)
        firstHeld = 0
    }

    static func change(in event: Event) -> SlotEvent? {
        if case .slot(let change) = event { change } else { nil }
    }
}

extension Slot {
    /// Title, capacity, 0 or 1 and the start, confirmed seats, then hold and deadline of each held
    /// seat.
    var snapshot: Snapshot? {
        guard let details else { return nil }
        var snapshot = Snapshot()
        snapshot.append(details.title)
        snapshot.append(details.capacity)
        snapshot.append(details.startsAt == nil ? 0 : 1)
        if let start = details.startsAt { snapshot.append(start.microseconds) }
        snapshot.append(confirmed)
        for seat in held {
            snapshot.append(seat.hold.rawValue)
            snapshot.append(seat.expiresAt.microseconds)
        }
        return snapshot
    }

    init?(_ stored: inout SnapshotReader) {
        guard let title = stored.text(), let capacity = stored.number(),
            let hasStart = stored.number()
        else { return nil }
        let start = hasStart == 1 ? stored.number().map(Timestamp.init(microseconds:)) : nil
        guard let confirmed = stored.number() else { return nil }
        while !stored.isAtEnd {
            guard let hold = stored.number(), let deadline = stored.number() else { return nil }
            let expiresAt = Timestamp(microseconds: deadline)
            seats.append(HeldSeat(hold: HoldID(hold), expiresAt: expiresAt))
        }
        details = SlotDetails(title: title, capacity: capacity, startsAt: start)
        self.confirmed = confirmed
    }
}

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
