import Model
import Postgres
import Text

/// One slot; seats whose deadline has passed are free.
package enum SlotQuery {
    /// The deadlines of held seats are in another read model.
    ///
    /// Where that is behind the slot, it may show seats that are released: then none count as
    /// overdue, and the answer is valid only for this moment.
    private static let sql = """
        SELECT c.position, s.slot_id, s.title, s.capacity,
            s.held - CASE WHEN h.is_there THEN (
                SELECT count(*)
                FROM read.holds
                WHERE slot_id = $1 AND state = 'held' AND \(Deadline.isPast)
                    AND hold_id < s.position
            ) ELSE 0 END,
            s.confirmed, s.starts_at, s.created_at, s.position,
            CASE WHEN h.is_there THEN (
                SELECT min(expires_at)
                FROM read.holds
                WHERE slot_id = $1 AND state = 'held' AND \(Deadline.isToCome)
            ) ELSE now() END
        FROM (SELECT \(Listing.position(of: .slotAvailability)) AS position) AS c
        LEFT JOIN read.slot_availability AS s ON s.slot_id = $1
        LEFT JOIN LATERAL (
            SELECT \(Listing.position(of: .holds)) >= s.position AS is_there
        ) AS h ON true
        """

    private static let copySQL = """
        COPY (
            SELECT slot_id, title, capacity, held, confirmed, starts_at, created_at, position
            FROM read.slot_availability
            ORDER BY slot_id
        ) TO STDOUT (FORMAT binary)
        """

    static func read(_ slot: SlotID, _ connection: Connection) throws(PostgresError) -> QueryResult
    {
        let row = try connection.execute(sql, [.int64(slot.rawValue)]).only()
        let position = LogPosition(try row.int64(0))
        guard !row.isNull(1) else { return .notFound(at: position) }
        let details = SlotRow(
            slot: slot,
            title: try row.string(2),
            capacity: try row.int64(3),
            held: try row.int64(4),
            confirmed: try row.int64(5),
            startsAt: try row.optionalTimestamp(6).map(Timestamp.init(microseconds:)),
            createdAt: Timestamp(microseconds: try row.timestamp(7)),
            position: LogPosition(try row.int64(8))
        )
        let validUntil = try row.optionalTimestamp(9)
        return .found(SlotView(details).answer(at: position, validUntil: validUntil))
    }

    /// Calls `body` with every slot, in order of the ids.
    ///
    /// Throws `PostgresError`.
    package static func copyAll(_ connection: Connection, _ body: (SlotRow) -> Void) throws {
        try connection.copyRows(copySQL, columns: 8) { row in
            body(
                SlotRow(
                    slot: SlotID(try row.int64()),
                    title: try row.string(),
                    capacity: try row.int64(),
                    held: try row.int64(),
                    confirmed: try row.int64(),
                    startsAt: try row.optionalTimestamp().map(Timestamp.init(microseconds:)),
                    createdAt: Timestamp(microseconds: try row.timestamp()),
                    position: LogPosition(try row.int64())
                )
            )
        }
    }
}

/// A slot's details.
package struct SlotView {
    private let slot: SlotRow

    package init(_ slot: SlotRow) {
        self.slot = slot
    }

    package func answer(at position: LogPosition, validUntil: Int64? = nil) -> Answer {
        var json = JSONWriter(capacity: 192 + slot.title.utf8.count)
        json.beginObject()
        json.member("slot_id", slot.slot.rawValue)
        json.member("title", slot.title)
        json.member("capacity", slot.capacity)
        json.member("held", slot.held)
        json.member("confirmed", slot.confirmed)
        json.member("remaining", slot.remaining)
        json.member("starts_at", timestamp: slot.startsAt?.microseconds)
        json.member("created_at", timestamp: slot.createdAt.microseconds)
        json.endObject()
        return Answer(body: json.bytes, position: position, validUntil: validUntil)
    }
}

extension SlotRow {
    /// Free seats.
    package var remaining: Int64 { capacity - held - confirmed }
}
