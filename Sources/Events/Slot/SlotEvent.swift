import Model
import Text

/// An event of a bookable slot and its seats.
package enum SlotEvent: Hashable, Sendable {
    case created(SlotDetails)
    case changed(SlotDetails)
    case seatHeld(SeatHeld)
    case seatConfirmed(HoldID)
    case seatReleased(SeatReleased)

    /// The name of each event in the log: never changed, and never used again for another.
    package enum Name: String, Hashable, Sendable, CaseIterable {
        case seatHeld = "slot.seat_held"
        case seatConfirmed = "slot.seat_confirmed"
        case seatReleased = "slot.seat_released"
        case created = "slot.created"
        case changed = "slot.changed"
    }

    var name: Name {
        switch self {
        case .seatHeld: .seatHeld
        case .seatConfirmed: .seatConfirmed
        case .seatReleased: .seatReleased
        case .created: .created
        case .changed: .changed
        }
    }

    init(_ name: Name, _ members: inout JSONMembers) throws(JSONError) {
        self =
            switch name {
            case .seatHeld: .seatHeld(try SeatHeld(&members))
            case .seatConfirmed: .seatConfirmed(try members.id("hold"))
            case .seatReleased: .seatReleased(try SeatReleased(&members))
            case .created: .created(try SlotDetails(&members))
            case .changed: .changed(try SlotDetails(&members))
            }
    }

    func write(_ writer: inout JSONWriter) {
        switch self {
        case .created(let details), .changed(let details): details.write(&writer)
        case .seatHeld(let held): held.write(&writer)
        case .seatConfirmed(let hold): writer.member("hold", hold)
        case .seatReleased(let released): released.write(&writer)
        }
    }
}

/// The changeable values of a slot, as they are from now on.
package struct SlotDetails: Hashable, Sendable {
    package let title: String
    package let capacity: Int64
    package let startsAt: Timestamp?

    package init(title: String, capacity: Int64, startsAt: Timestamp?) {
        self.title = title
        self.capacity = capacity
        self.startsAt = startsAt
    }

    init(_ members: inout JSONMembers) throws(JSONError) {
        title = try members.string("title")
        capacity = try members.int64("capacity")
        startsAt = try members.optionalTime("starts_at_us")
    }

    func write(_ writer: inout JSONWriter) {
        writer.member("title", title)
        writer.member("capacity", capacity)
        writer.optional("starts_at_us", startsAt)
    }
}

package struct SeatHeld: Hashable, Sendable {
    package let hold: HoldID
    package let expiresAt: Timestamp

    package init(hold: HoldID, expiresAt: Timestamp) {
        self.hold = hold
        self.expiresAt = expiresAt
    }

    init(_ members: inout JSONMembers) throws(JSONError) {
        hold = try members.id("hold")
        expiresAt = try members.time("expires_at_us")
    }

    func write(_ writer: inout JSONWriter) {
        writer.member("hold", hold)
        writer.member("expires_at_us", expiresAt)
    }
}

package struct SeatReleased: Hashable, Sendable {
    package let hold: HoldID
    /// Whether the seat was confirmed before, and not only held.
    package let wasConfirmed: Bool

    package init(hold: HoldID, wasConfirmed: Bool) {
        self.hold = hold
        self.wasConfirmed = wasConfirmed
    }

    init(_ members: inout JSONMembers) throws(JSONError) {
        hold = try members.id("hold")
        wasConfirmed = try members.bool("was_confirmed")
    }

    func write(_ writer: inout JSONWriter) {
        writer.member("hold", hold)
        writer.member("was_confirmed", wasConfirmed)
    }
}

/// An event of one hold of a seat.
///
/// The slot's stream gets the matching seat event in the same append.
package enum HoldEvent: Hashable, Sendable {
    case placed(HoldPlaced)
    case confirmed(HoldReference)
    case cancelled(HoldReference)
    case expired(HoldReference)

    /// The name of each event in the log: never changed, and never used again for another.
    package enum Name: String, Hashable, Sendable, CaseIterable {
        case placed = "hold.placed"
        case confirmed = "hold.confirmed"
        case cancelled = "hold.cancelled"
        case expired = "hold.expired"
    }

    var name: Name {
        switch self {
        case .placed: .placed
        case .confirmed: .confirmed
        case .cancelled: .cancelled
        case .expired: .expired
        }
    }

    init(_ name: Name, _ members: inout JSONMembers) throws(JSONError) {
        self =
            switch name {
            case .placed: .placed(try HoldPlaced(&members))
            case .confirmed: .confirmed(try HoldReference(&members))
            case .cancelled: .cancelled(try HoldReference(&members))
            case .expired: .expired(try HoldReference(&members))
            }
    }

    func write(_ writer: inout JSONWriter) {
        switch self {
        case .placed(let placed): placed.write(&writer)
        case .confirmed(let reference), .cancelled(let reference), .expired(let reference):
            reference.write(&writer)
        }
    }
}

package struct HoldPlaced: Hashable, Sendable {
    package let slot: SlotID
    package let user: UserID
    package let expiresAt: Timestamp
    /// What the client stored with the hold.
    package let annotation: Annotation?

    package init(
        slot: SlotID,
        user: UserID,
        expiresAt: Timestamp,
        annotation: Annotation? = nil
    ) {
        self.slot = slot
        self.user = user
        self.expiresAt = expiresAt
        self.annotation = annotation
    }

    init(_ members: inout JSONMembers) throws(JSONError) {
        slot = try members.id("slot")
        user = try members.id("user")
        expiresAt = try members.time("expires_at_us")
        annotation = try Annotation(ifPresentIn: &members)
    }

    func write(_ writer: inout JSONWriter) {
        writer.member("slot", slot)
        writer.member("user", user)
        writer.member("expires_at_us", expiresAt)
        annotation?.write(&writer)
    }
}

/// The slot and the user of a hold, in its later events.
package struct HoldReference: Hashable, Sendable {
    package let slot: SlotID
    package let user: UserID

    package init(slot: SlotID, user: UserID) {
        self.slot = slot
        self.user = user
    }

    init(_ members: inout JSONMembers) throws(JSONError) {
        slot = try members.id("slot")
        user = try members.id("user")
    }

    func write(_ writer: inout JSONWriter) {
        writer.member("slot", slot)
        writer.member("user", user)
    }
}
