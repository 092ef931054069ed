import Model

/// What happens to a bookable slot: its seats.
package enum SlotEvent: Hashable, Sendable {
    case created(SlotDetails)
    case changed(SlotDetails)
    case seatHeld(SeatHeld)
    case seatConfirmed(HoldID)
    case seatReleased(SeatReleased)
}

/// All that can be changed of a slot, as it is from now on.
package struct SlotDetails: Hashable, Sendable {
    package let title: String
    package let capacity: Int64
    package let startsAt: Timestamp?

    package init(title: String, capacity: Int64, startsAt: Timestamp?) {
        self.title = title
        self.capacity = capacity
        self.startsAt = startsAt
    }
}

package struct SeatHeld: Hashable, Sendable {
    package let hold: HoldID
    package let expiresAt: Timestamp

    package init(hold: HoldID, expiresAt: Timestamp) {
        self.hold = hold
        self.expiresAt = expiresAt
    }
}

package struct SeatReleased: Hashable, Sendable {
    package let hold: HoldID
    /// Whether the seat was confirmed, and not only held, until now.
    package let wasConfirmed: Bool

    package init(hold: HoldID, wasConfirmed: Bool) {
        self.hold = hold
        self.wasConfirmed = wasConfirmed
    }
}

/// What happens to one hold of a seat.
///
/// The slot's stream gets the matching seat event in the same append.
package enum HoldEvent: Hashable, Sendable {
    case placed(HoldPlaced)
    case confirmed(HoldReference)
    case cancelled(HoldReference)
    case expired(HoldReference)
}

package struct HoldPlaced: Hashable, Sendable {
    package let slot: SlotID
    package let user: UserID
    package let expiresAt: Timestamp

    package init(slot: SlotID, user: UserID, expiresAt: Timestamp) {
        self.slot = slot
        self.user = user
        self.expiresAt = expiresAt
    }
}

/// Which seat and whose hold a later event of a hold is about.
package struct HoldReference: Hashable, Sendable {
    package let slot: SlotID
    package let user: UserID

    package init(slot: SlotID, user: UserID) {
        self.slot = slot
        self.user = user
    }
}
