import Model
import Postgres
import Text

/// One hold.
///
/// Times are microseconds since 1970.
struct HoldView {
    let id: Int64
    let slot: SlotID
    /// held, confirmed, cancelled or expired.
    let state: String
    let expiresAt: Int64
    let createdAt: Int64
    let updatedAt: Int64

    func write(to json: inout JSONWriter) {
        json.beginObject()
        json.member("id", id)
        json.member("slot_id", slot.rawValue)
        json.member("state", state)
        json.member("expires_at", timestamp: expiresAt)
        json.member("created_at", timestamp: createdAt)
        json.member("updated_at", timestamp: updatedAt)
        json.endObject()
    }
}

extension HoldView {
    init(_ row: Row) throws(PostgresError) {
        self.init(
            id: try row.int64(1),
            slot: SlotID(try row.int64(2)),
            state: try row.string(3),
            expiresAt: try row.timestamp(4),
            createdAt: try row.timestamp(5),
            updatedAt: try row.timestamp(6)
        )
    }
}
