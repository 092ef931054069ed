import Model
import Postgres
import Text

/// A slot's details.
struct SlotView {
    private let entry: SlotRow

    init(_ entry: SlotRow) {
        self.entry = entry
    }

    func answer(at position: LogPosition, validUntil: Int64? = nil) -> Answer {
        var json = JSONWriter(capacity: 192 + entry.title.utf8.count)
        json.beginObject()
        json.member("slot_id", entry.slot.rawValue)
        json.member("title", entry.title)
        json.member("capacity", entry.capacity)
        json.member("held", entry.held)
        json.member("confirmed", entry.confirmed)
        json.member("remaining", entry.remaining)
        json.member("starts_at", timestamp: entry.startsAt?.microseconds)
        json.member("created_at", timestamp: entry.createdAt.microseconds)
        json.endObject()
        return Answer(body: json.bytes, position: position, validUntil: validUntil)
    }
}
