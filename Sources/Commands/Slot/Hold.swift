import Events
import Model

/// One hold of a seat as decisions see it.
struct Hold: Entity {
    /// Every way through a hold's life.
    ///
    /// `confirmed` has one way out, `cancelled` and `expired` none.
    enum State: Hashable, CaseIterable {
        /// There is no such hold.
        ///
        /// → held
        case missing
        /// → confirmed, cancelled, expired.
        case held
        /// → cancelled.
        case confirmed
        case cancelled
        case expired
    }

    private(set) var state = State.missing
    /// Nil for a hold that does not exist.
    private(set) var placed: HoldPlaced?

    mutating func evolve(_ event: HoldEvent) {
        switch event {
        case .placed(let placed):
            self.placed = placed
            state = .held
        case .confirmed: state = .confirmed
        case .cancelled: state = .cancelled
        case .expired: state = .expired
        }
    }

    static func change(in event: Event) -> HoldEvent? {
        if case .hold(let change) = event { change } else { nil }
    }
}

extension Hold {
    /// The state that counts at `now`: a held one whose deadline has come is expired, swept or not.
    func state(at now: Timestamp) -> State {
        switch state {
        case .held:
            if let placed, placed.expiresAt > now { .held } else { .expired }
        case .missing, .confirmed, .cancelled, .expired: state
        }
    }
}

extension WriteModel {
    /// The hold and what its events refer to.
    ///
    /// Throws not found, or `forbidden` when an `owner` is given and the hold is another's.
    borrowing func hold(
        _ id: HoldID,
        of owner: UserID?
    ) throws(Refusal) -> (hold: Hold, reference: HoldReference) {
        guard let hold = holds[id], let placed = hold.placed else { throw .notFound(.hold) }
        if let owner, placed.user != owner { throw .forbidden }
        return (hold, HoldReference(slot: placed.slot, user: placed.user))
    }

    /// Names the hold's stream and, once it is known, its slot's.
    borrowing func reads(hold id: HoldID, into streams: inout [StreamID]) {
        streams.append(.hold(id))
        if let placed = holds[id]?.placed { streams.append(.slot(placed.slot)) }
    }

    /// Names the streams of the seats that an expiry would be written for.
    borrowing func reads(
        expiring seats: ArraySlice<Slot.HeldSeat>,
        into streams: inout [StreamID]
    ) {
        for seat in seats { streams.append(.hold(seat.hold)) }
    }

    /// What is written for seats whose deadline has come: the hold's end, then its seat's.
    borrowing func expiries(
        _ seats: ArraySlice<Slot.HeldSeat>,
        of slot: SlotID
    ) throws(Refusal) -> [NewEvent] {
        var events: [NewEvent] = []
        events.reserveCapacity(2 * seats.count + 2)
        for seat in seats {
            let reference = try hold(seat.hold, of: nil).reference
            events.append(NewEvent(.hold(seat.hold), .hold(.expired(reference))))
            events.append(
                NewEvent(
                    .slot(slot),
                    .slot(.seatReleased(SeatReleased(hold: seat.hold, wasConfirmed: false)))
                )
            )
        }
        return events
    }
}
