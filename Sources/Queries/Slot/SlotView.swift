import Postgres
import Text

/// A slot's details.
struct SlotView {
    private let entry: SlotEntry

    init(_ entry: SlotEntry) {
        self.entry = entry
    }

    func answer(at position: ReadPosition, validUntil: Int64? = nil) -> Answer {
        var json = JSONWriter(capacity: 192 + entry.title.utf8.count)
        json.beginObject()
        json.member("slot_id", entry.slot.rawValue)
        json.member("title", entry.title)
        json.member("capacity", entry.capacity)
        json.member("held", entry.held)
        json.member("confirmed", entry.confirmed)
        json.member("remaining", entry.remaining)
        json.member("starts_at", timestamp: entry.startsAt)
        json.member("created_at", timestamp: entry.createdAt)
        json.endObject()
        return Answer(body: json.bytes, position: position, validUntil: validUntil)
    }
}
