import Postgres

/// One slot.
enum SlotQuery {
    private static let sql = """
        SELECT c.position, s.slot_id, s.title, s.capacity, s.held, s.confirmed, s.starts_at,
            s.created_at, s.position
        FROM (
            SELECT coalesce(
                (SELECT position FROM read.checkpoints WHERE name = 'slot_availability'), 0
            ) AS position
        ) AS c
        LEFT JOIN read.slot_availability AS s ON s.slot_id = $1
        """

    private static let allSQL = """
        COPY (
            SELECT slot_id, title, capacity, held, confirmed, starts_at, created_at, position
            FROM read.slot_availability
            ORDER BY slot_id
        ) TO STDOUT (FORMAT binary)
        """

    static func read(_ slot: SlotKey, _ connection: Connection) throws(PostgresError) -> Reading {
        let row = try connection.execute(sql, [.int64(slot.rawValue)]).only()
        let position = ReadPosition(try row.int64(0))
        guard !row.isNull(1) else { return .notFound(at: position) }
        let entry = SlotEntry(
            slot: slot,
            title: try row.string(2),
            capacity: try row.int64(3),
            held: try row.int64(4),
            confirmed: try row.int64(5),
            startsAt: try row.optionalTimestamp(6),
            createdAt: try row.timestamp(7),
            position: ReadPosition(try row.int64(8))
        )
        return .found(SlotView(entry).answer(at: position))
    }

    /// Calls `body` with every slot, in order of the ids.
    ///
    /// Throws `PostgresError`.
    static func readAll(_ connection: Connection, _ body: (SlotEntry) -> Void) throws {
        try connection.copyRows(allSQL, columns: 8) { row in
            body(
                SlotEntry(
                    slot: SlotKey(try row.int64()),
                    title: try row.string(),
                    capacity: try row.int64(),
                    held: try row.int64(),
                    confirmed: try row.int64(),
                    startsAt: try row.optionalTimestamp(),
                    createdAt: try row.timestamp(),
                    position: ReadPosition(try row.int64())
                )
            )
        }
    }
}
