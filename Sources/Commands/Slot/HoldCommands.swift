import Events
import Model

/// Takes a seat for a while.
///
/// On a full slot the seats of overdue holds are given back first.
package struct PlaceHold: Command {
    let slot: SlotID
    let lifetimeSeconds: Int

    /// Overdue holds given back by one command; one is enough to get a seat, and the sweeper writes
    /// what is left.
    ///
    /// Bounds the events of one decision.
    private static let expiriesAtOnce = 100

    package init(_ slot: SlotID, lifetimeSeconds: Int) {
        self.slot = slot
        self.lifetimeSeconds = lifetimeSeconds
    }

    package func reads(
        _ model: borrowing WriteModel,
        by actor: Actor,
        at now: Timestamp,
        into streams: inout [StreamID]
    ) {
        streams.append(.slot(slot))
        guard let slot = model.slots[slot], let details = slot.details else { return }
        model.reads(expiring: inTheWay(slot, details, now), into: &streams)
    }

    package func decide(
        _ model: borrowing WriteModel,
        _ context: DecisionContext
    ) throws(Refusal) -> Decision {
        let user = try context.user
        guard let state = model.slots[slot], let details = state.details
        else { throw .notFound(.slot) }
        let expired = inTheWay(state, details, context.now)
        guard state.taken - Int64(expired.count) < details.capacity
        else { throw .rejected(.slotFull) }
        var events = try model.expiries(expired, of: slot)
        let hold = HoldID(createdAt: context.next.advanced(by: events.count))
        let expiresAt = context.now.advanced(bySeconds: lifetimeSeconds)
        events.append(
            NewEvent(
                .hold(hold),
                .hold(.placed(HoldPlaced(slot: slot, user: user, expiresAt: expiresAt)))
            )
        )
        events.append(
            NewEvent(
                .slot(slot),
                .slot(.seatHeld(SeatHeld(hold: hold, expiresAt: expiresAt)))
            )
        )
        return Decision(events, location: .hold(hold))
    }

    /// The overdue seats to be given back: none while there is a free one.
    private func inTheWay(
        _ slot: Slot,
        _ details: SlotDetails,
        _ now: Timestamp
    ) -> ArraySlice<Slot.HeldSeat> {
        guard slot.taken >= details.capacity else { return [] }
        return slot.overdue(at: now).prefix(Self.expiriesAtOnce)
    }
}

/// Makes a held seat the actor's for good, before the deadline.
package struct ConfirmHold: Command {
    let hold: HoldID

    package init(_ hold: HoldID) {
        self.hold = hold
    }

    package func reads(
        _ model: borrowing WriteModel,
        by actor: Actor,
        at now: Timestamp,
        into streams: inout [StreamID]
    ) {
        model.reads(hold: hold, into: &streams)
    }

    package func decide(
        _ model: borrowing WriteModel,
        _ context: DecisionContext
    ) throws(Refusal) -> Decision {
        let (state, reference) = try model.hold(hold, of: try context.user)
        switch state.state(at: context.now) {
        case .missing: throw .notFound(.hold)
        case .confirmed: throw .rejected(.holdAlreadyConfirmed)
        case .cancelled: throw .rejected(.holdCancelled)
        case .expired: throw .rejected(.holdExpired)
        case .held:
            return Decision([
                NewEvent(.hold(hold), .hold(.confirmed(reference))),
                NewEvent(.slot(reference.slot), .slot(.seatConfirmed(hold))),
            ])
        }
    }
}

/// Gives a held or confirmed seat back.
package struct CancelHold: Command {
    let hold: HoldID

    package init(_ hold: HoldID) {
        self.hold = hold
    }

    package func reads(
        _ model: borrowing WriteModel,
        by actor: Actor,
        at now: Timestamp,
        into streams: inout [StreamID]
    ) {
        model.reads(hold: hold, into: &streams)
    }

    package func decide(
        _ model: borrowing WriteModel,
        _ context: DecisionContext
    ) throws(Refusal) -> Decision {
        let (state, reference) = try model.hold(hold, of: try context.user)
        switch state.state(at: context.now) {
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
            NewEvent(.hold(hold), .hold(.cancelled(reference))),
            NewEvent(.slot(reference.slot), .slot(.seatReleased(released))),
        ])
    }
}

/// Writes that a hold has run out.
///
/// The sweeper sends it; decisions do not wait for it.
package struct ExpireHold: Command {
    let hold: HoldID

    package init(_ hold: HoldID) {
        self.hold = hold
    }

    package func reads(
        _ model: borrowing WriteModel,
        by actor: Actor,
        at now: Timestamp,
        into streams: inout [StreamID]
    ) {
        model.reads(hold: hold, into: &streams)
    }

    package func decide(
        _ model: borrowing WriteModel,
        _ context: DecisionContext
    ) throws(Refusal) -> Decision {
        let (state, reference) = try model.hold(hold, of: nil)
        switch state.state {
        case .missing: throw .notFound(.hold)
        case .confirmed: throw .rejected(.holdAlreadyConfirmed)
        case .cancelled: throw .rejected(.holdCancelled)
        case .expired: throw .rejected(.holdExpired)
        case .held:
            guard state.state(at: context.now) == .expired else { throw .rejected(.holdNotDue) }
            let released = SeatReleased(hold: hold, wasConfirmed: false)
            return Decision([
                NewEvent(.hold(hold), .hold(.expired(reference))),
                NewEvent(.slot(reference.slot), .slot(.seatReleased(released))),
            ])
        }
    }
}
