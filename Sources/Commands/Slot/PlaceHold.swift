import Events
import Model

/// One hold of a seat as decisions see it.
struct Hold: Entity {
    /// Every way through a hold's life; `cancelled` and `expired` have no way out.
    enum State: Hashable, CaseIterable {
        /// There is no such hold (→ held).
        case missing
        /// → confirmed, cancelled, expired.
        case held
        /// → cancelled.
        case confirmed
        case cancelled
        case expired

        /// Throws the refusal that belongs to any state but held.
        func requireHeld() throws(Refusal) {
            switch self {
            case .missing: throw .notFound(.hold)
            case .held: return
            case .confirmed: throw .rejected(.holdAlreadyConfirmed)
            case .cancelled: throw .rejected(.holdCancelled)
            case .expired: throw .rejected(.holdExpired)
            }
        }
    }

    private(set) var state = State.missing
    /// Nil for a hold that does not exist; without what the client stored with it.
    private(set) var placed: HoldPlaced?

    mutating func evolve(_ event: HoldEvent) {
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
    func state(at now: Timestamp) -> State {
        switch state {
        case .held:
            if let placed, placed.expiresAt > now { .held } else { .expired }
        case .missing, .confirmed, .cancelled, .expired: state
        }
    }

    static func change(in event: Event) -> HoldEvent? {
        if case .hold(let change) = event { change } else { nil }
    }
}

extension WriteModel {
    /// Returns the hold and the reference that its events carry.
    ///
    /// Throws not found, or `forbidden` if an `owner` is given and the hold belongs to another
    /// user.
    borrowing func hold(
        _ id: HoldID,
        of owner: UserID?
    ) throws(Refusal) -> (hold: Hold, reference: HoldReference) {
        guard let hold = holds[id], let placed = hold.placed else { throw .notFound(.hold) }
        if let owner, placed.user != owner { throw .forbidden(.owner) }
        return (hold, HoldReference(slot: placed.slot, user: placed.user))
    }

    /// Lists the hold's stream and, once it is known, its slot's.
    borrowing func reads(hold id: HoldID, into streams: inout StreamList) {
        streams.append(.hold(id))
        if let placed = holds[id]?.placed { streams.append(.slot(placed.slot)) }
    }

    /// Lists the holds whose expiry the decision would write.
    borrowing func reads(
        expiring seats: ArraySlice<Slot.HeldSeat>,
        into streams: inout StreamList
    ) {
        for seat in seats { streams.append(.hold(seat.hold)) }
    }

    /// Returns the events for seats whose deadline has passed: the hold's end, then the seat's
    /// release.
    borrowing func expiries(
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

/// Holds a seat for a while; on a full slot the overdue holds end first.
package struct PlaceHold: Command, Hashable {
    let slot: SlotID
    let lifetimeSeconds: Int
    let annotation: Annotation?
    /// The user for whom an administrator holds it, as the caller has checked; nil for the actor.
    package let principal: UserID?
    /// The most overdue holds that it ends, to bound its events.
    let mostExpired: Int

    /// One overdue hold is enough to get a seat; the more a command ends, the less is left to the
    /// sweeper.
    private static let expiriesAtOnce = 100

    package init(_ slot: SlotID, lifetimeSeconds: Int, annotation: Annotation? = nil) {
        self.slot = slot
        self.lifetimeSeconds = lifetimeSeconds
        self.annotation = annotation
        principal = nil
        mostExpired = Self.expiriesAtOnce
    }

    /// One of many in a bulk: it ends no more overdue holds than it needs.
    package init(
        inBulk slot: SlotID,
        lifetimeSeconds: Int,
        annotation: Annotation? = nil,
        for principal: UserID? = nil
    ) {
        self.slot = slot
        self.lifetimeSeconds = lifetimeSeconds
        self.annotation = annotation
        self.principal = principal
        mostExpired = 1
    }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        streams.append(.slot(slot))
        if let principal { streams.append(.user(principal)) }
        guard let slot = model.slots[slot], let details = slot.details else { return }
        model.reads(expiring: holdsToExpire(slot, details, streams.now), into: &streams)
    }

    /// Throws not found for a slot or a user who does not exist, `user-deleted` and `slot-full`.
    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        let user: UserID
        if let principal {
            _ = try model.active(principal)
            user = principal
        } else {
            user = try call.user
        }
        guard let state = model.slots[slot], let details = state.details
        else { throw .notFound(.slot) }
        let expired = holdsToExpire(state, details, call.now)
        guard state.taken - Int64(expired.count) < details.capacity
        else { throw .rejected(.slotFull) }
        var events = try model.expiries(expired, of: slot)
        let hold = HoldID(createdAt: call.next.advanced(by: events.count))
        let expiresAt = call.now.advanced(bySeconds: lifetimeSeconds)
        let placed = HoldPlaced(
            slot: slot,
            user: user,
            expiresAt: expiresAt,
            annotation: annotation
        )
        events.append(.hold(hold, .placed(placed)))
        events.append(.slot(slot, .seatHeld(SeatHeld(hold: hold, expiresAt: expiresAt))))
        return Decision(events, location: .hold(hold))
    }

    /// The overdue seats whose holds must end: none while a seat is free.
    private func holdsToExpire(
        _ slot: Slot,
        _ details: SlotDetails,
        _ now: Timestamp
    ) -> ArraySlice<Slot.HeldSeat> {
        guard slot.taken >= details.capacity else { return [] }
        return slot.overdue(at: now).prefix(mostExpired)
    }
}

/// Turns the actor's hold into a booking, before the deadline.
package struct ConfirmHold: Command {
    let hold: HoldID

    package init(_ hold: HoldID) { self.hold = hold }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        model.reads(hold: hold, into: &streams)
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        let (state, reference) = try model.hold(hold, of: try call.user)
        try state.state(at: call.now).requireHeld()
        return Decision([
            .hold(hold, .confirmed(reference)),
            .slot(reference.slot, .seatConfirmed(hold)),
        ])
    }
}

/// Gives a held or confirmed seat back.
package struct CancelHold: Command {
    let hold: HoldID

    package init(_ hold: HoldID) { self.hold = hold }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        model.reads(hold: hold, into: &streams)
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        let (state, reference) = try model.hold(hold, of: try call.user)
        switch state.state(at: call.now) {
        case .missing: throw .notFound(.hold)
        case .cancelled: throw .rejected(.holdCancelled)
        case .expired: throw .rejected(.holdExpired)
        case .held: return release(reference, wasConfirmed: false)
        case .confirmed: return release(reference, wasConfirmed: true)
        }
    }

    private func release(_ reference: HoldReference, wasConfirmed: Bool) -> Decision {
        let released = SeatReleased(hold: hold, wasConfirmed: wasConfirmed)
        return Decision([
            .hold(hold, .cancelled(reference)),
            .slot(reference.slot, .seatReleased(released)),
        ])
    }
}

/// Records that a hold has expired.
///
/// The sweeper sends it; decisions do not wait for it.
package struct ExpireHold: Command {
    let hold: HoldID

    package init(_ hold: HoldID) { self.hold = hold }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        model.reads(hold: hold, into: &streams)
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        let (state, reference) = try model.hold(hold, of: nil)
        try state.state.requireHeld()
        guard state.state(at: call.now) == .expired else { throw .rejected(.holdNotDue) }
        let released = SeatReleased(hold: hold, wasConfirmed: false)
        return Decision([
            .hold(hold, .expired(reference)),
            .slot(reference.slot, .seatReleased(released)),
        ])
    }
}
