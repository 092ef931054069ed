import Entities
import Events
import Model

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
