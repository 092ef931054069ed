import Postgres

/// How many seats of each slot are free, in order of the slots' ids.
enum AvailabilityQuery {
    private static let sql = """
        SELECT c.position, s.slot_id, s.capacity, s.held + s.confirmed
        FROM (
            SELECT coalesce(
                (SELECT position FROM read.checkpoints WHERE name = 'slot_availability'), 0
            ) AS position
        ) AS c
        LEFT JOIN read.slot_availability AS s ON NOT $1 OR s.held + s.confirmed < s.capacity
        ORDER BY s.slot_id
        """

    static func read(
        onlyAvailable: Bool,
        _ connection: Connection
    ) throws(PostgresError) -> Reading {
        let rows = try connection.execute(sql, [.bool(onlyAvailable)])
        return try ListReader.answer(rows) { (row, json) throws(PostgresError) in
            let capacity = try row.int64(2)
            let view = AvailabilityView(
                slot: SlotKey(try row.int64(1)),
                capacity: capacity,
                remaining: capacity - (try row.int64(3))
            )
            view.write(to: &json)
        }
    }
}
