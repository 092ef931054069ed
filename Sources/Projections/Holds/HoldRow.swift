import Events
import Model

/// One hold of a seat.
package struct HoldRow: Hashable, Sendable {
    package let hold: HoldID
    package let slot: SlotID
    package let user: UserID
    package var state: HoldState
    package let expiresAt: Timestamp
    package let createdAt: Timestamp
    package var updatedAt: Timestamp
    /// The last event that changed this row.
    package var position: LogPosition

    package init(
        hold: HoldID,
        slot: SlotID,
        user: UserID,
        state: HoldState,
        expiresAt: Timestamp,
        createdAt: Timestamp,
        updatedAt: Timestamp,
        position: LogPosition
    ) {
        self.hold = hold
        self.slot = slot
        self.user = user
        self.state = state
        self.expiresAt = expiresAt
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.position = position
    }
}

/// Where a hold stands; raw values are the words in `read.holds`.
///
/// `held` ends as any of the others, `confirmed` only as `cancelled`, and the last two have no way
/// out.
package enum HoldState: String, Hashable, Sendable, CaseIterable {
    case held
    case confirmed
    case cancelled
    case expired
}
