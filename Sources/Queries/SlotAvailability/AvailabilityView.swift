import Model
import Postgres
import Text

/// `{"slot_id":1,"capacity":10,"remaining":6}`.
struct AvailabilityView {
    /// With ids of up to seven digits.
    static let typicalByteCount = 52

    private let slot: SlotID
    private let capacity: Int64
    private let remaining: Int64

    init(slot: SlotID, capacity: Int64, remaining: Int64) {
        self.slot = slot
        self.capacity = capacity
        self.remaining = remaining
    }

    init(_ entry: SlotRow) {
        self.init(slot: entry.slot, capacity: entry.capacity, remaining: entry.remaining)
    }

    func write(to json: inout JSONWriter) {
        json.beginObject()
        json.member("slot_id", slot.rawValue)
        json.member("capacity", capacity)
        json.member("remaining", remaining)
        json.endObject()
    }
}
