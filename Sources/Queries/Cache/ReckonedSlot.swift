import Model

/// A slot as of a time: seats whose deadline has come are free.
struct ReckonedSlot: Sendable {
    let entry: SlotRow
    /// The next deadline that changes it, in microseconds since 1970.
    let validUntil: Int64?

    /// Nil unless every held seat of the slot is known.
    init?(_ entry: SlotRow, _ seats: borrowing SetAsideCache<SlotID>, at now: Int64) {
        guard entry.held != 0 else {
            self.entry = entry
            validUntil = nil
            return
        }
        guard let held = seats[entry.slot], held.total == entry.held else { return nil }
        self.entry = entry.freeing(Int64(held.overdueCount(at: now)))
        validUntil = held.nextDeadline(after: now)
    }
}
