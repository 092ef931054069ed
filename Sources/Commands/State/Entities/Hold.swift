import Events
import Model

/// One hold of a seat as decisions see it.
package struct Hold: Entity {
    /// Every way through a hold's life; `cancelled` and `expired` have no way out.
    package enum State: Hashable, CaseIterable {
        /// There is no such hold (→ held).
        case missing
        /// → confirmed, cancelled, expired.
        case held
        /// → cancelled.
        case confirmed
        case cancelled
        case expired

        /// Throws the refusal that belongs to any state but held.
        package func requireHeld() throws(Refusal) {
            switch self {
            case .missing: throw .notFound(.hold)
            case .held: return
            case .confirmed: throw .rejected(.holdAlreadyConfirmed)
            case .cancelled: throw .rejected(.holdCancelled)
            case .expired: throw .rejected(.holdExpired)
            }
        }
    }

    package private(set) var state = State.missing
    /// Nil for a hold that does not exist; without what the client stored with it.
    private(set) var placed: HoldPlaced?

    package init() {}

    package mutating func evolve(_ event: HoldEvent) {
        switch event {
        case .placed(let placed):
            self.placed = HoldPlaced(
                slot: placed.slot,
                user: placed.user,
                expiresAt: placed.expiresAt
            )
            state = .held
        case .confirmed: state = .confirmed
        case .cancelled: state = .cancelled
        case .expired: state = .expired
        }
    }

    /// The state that counts at `now`: a held seat whose deadline has passed is expired, whether or
    /// not that is written yet.
    package func state(at now: Timestamp) -> State {
        switch state {
        case .held:
            if let placed, placed.expiresAt > now { .held } else { .expired }
        case .missing, .confirmed, .cancelled, .expired: state
        }
    }

    package static func change(in event: Event) -> HoldEvent? {
        if case .hold(let change) = event { change } else { nil }
    }
}

extension WriteModel {
    /// Returns the hold and the reference that its events carry.
    ///
    /// Throws not found, or `forbidden` if an `owner` is given and the hold belongs to another
    /// user.
    package borrowing func hold(
        _ id: HoldID,
        of owner: UserID?
    ) throws(Refusal) -> (hold: Hold, reference: HoldReference) {
        guard let hold = holds[id], let placed = hold.placed else { throw .notFound(.hold) }
        if let owner, placed.user != owner { throw .forbidden(.owner) }
        return (hold, HoldReference(slot: placed.slot, user: placed.user))
    }

    /// Lists the hold's stream and, once it is known, its slot's.
    package borrowing func reads(hold id: HoldID, into streams: inout StreamList) {
        streams.append(.hold(id))
        if let placed = holds[id]?.placed { streams.append(.slot(placed.slot)) }
    }

    /// Lists the holds whose expiry the decision would write.
    package borrowing func reads(
        expiring seats: ArraySlice<Slot.HeldSeat>,
        into streams: inout StreamList
    ) {
        for seat in seats { streams.append(.hold(seat.hold)) }
    }

    /// Returns the events for seats whose deadline has passed: the hold's end, then the seat's
    /// release.
    package borrowing func expiries(
        _ seats: ArraySlice<Slot.HeldSeat>,
        of slot: SlotID
    ) throws(Refusal) -> [NewEvent] {
        var events: [NewEvent] = []
        events.reserveCapacity(2 * seats.count + 2)
        for seat in seats {
            let reference = try hold(seat.hold, of: nil).reference
            events.append(.hold(seat.hold, .expired(reference)))
            events.append(
                .slot(slot, .seatReleased(SeatReleased(hold: seat.hold, wasConfirmed: false)))
            )
        }
        return events
    }
}
