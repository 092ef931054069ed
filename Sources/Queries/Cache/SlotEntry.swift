/// A slot and how many of its seats are taken.
///
/// Times are microseconds since 1970.
package struct SlotEntry: Hashable, Sendable {
    package let slot: SlotKey
    package let title: String
    package let capacity: Int64
    package let held: Int64
    package let confirmed: Int64
    package let startsAt: Int64?
    package let createdAt: Int64
    /// The last event that changed any of this.
    package let position: ReadPosition

    package init(
        slot: SlotKey,
        title: String,
        capacity: Int64,
        held: Int64,
        confirmed: Int64,
        startsAt: Int64?,
        createdAt: Int64,
        position: ReadPosition
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

    /// Seats that nobody has.
    package var remaining: Int64 { capacity - held - confirmed }

    /// The same with so many of the held seats free again.
    func freeing(_ seats: Int64) -> SlotEntry {
        guard seats != 0 else { return self }
        return SlotEntry(
            slot: slot,
            title: title,
            capacity: capacity,
            held: held - seats,
            confirmed: confirmed,
            startsAt: startsAt,
            createdAt: createdAt,
            position: position
        )
    }
}
