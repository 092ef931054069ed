import Events
import Model

/// A slot's seats as decisions see them.
package struct Slot: Entity {
    /// A seat that is held but not confirmed.
    package struct HeldSeat: Hashable {
        let hold: HoldID
        let expiresAt: Timestamp
    }

    /// Nil for a slot that does not exist.
    package private(set) var details: SlotDetails?
    /// The seats before `firstHeld` are free again: a sweep removes them from the front, one by
    /// one.
    private var seats: [HeldSeat] = []
    private var firstHeld = 0
    private(set) var confirmed: Int64 = 0

    /// The held seats, soonest deadline first, so that the overdue ones are a prefix.
    var held: ArraySlice<HeldSeat> { seats[firstHeld...] }

    /// The number of seats that nobody else can take until an event frees them, overdue ones
    /// included.
    package var taken: Int64 { Int64(held.count) + confirmed }

    package init() {}

    /// Held seats whose deadline has passed: every decision counts them as free.
    package func overdue(at now: Timestamp) -> ArraySlice<HeldSeat> {
        held.prefix { $0.expiresAt <= now }
    }

    package mutating func evolve(_ event: SlotEvent) {
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

    package static func change(in event: Event) -> SlotEvent? {
        if case .slot(let change) = event { change } else { nil }
    }
}

extension Slot {
    /// Title, capacity, 0 or 1 and the start, confirmed seats, then hold and deadline of each held
    /// seat.
    package var snapshot: Snapshot? {
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

    package init?(_ stored: inout SnapshotReader) {
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
