import Events
import Model

/// A bookable slot and how many of its seats are taken.
package struct SlotRow: Hashable, Sendable {
    package let slot: SlotID
    package var title: String
    package var capacity: Int64
    package var held: Int64
    package var confirmed: Int64
    package var startsAt: Timestamp?
    package let createdAt: Timestamp
    /// The last event that changed this row.
    package var position: LogPosition

    package init(
        slot: SlotID,
        title: String,
        capacity: Int64,
        held: Int64,
        confirmed: Int64,
        startsAt: Timestamp?,
        createdAt: Timestamp,
        position: LogPosition
    ) {
        self.slot = slot
        self.title = title
        self.capacity = capacity
        self.held = held
        self.confirmed = confirmed
        self.startsAt = startsAt
        self.createdAt = createdAt
        self.position = position
    }
}
