import Model
import Postgres

/// How many seats of each slot are free, in order of the slots' ids; those whose deadline has come
/// are.
enum AvailabilityQuery {
    /// Which seats are held until when stands in another read model.
    ///
    /// Where that is behind a slot,
    /// it may show some that are released: then none of that slot count as overdue, and the answer
    /// holds for this moment only.
    private static let sql = """
        WITH holds AS (
            SELECT coalesce(
                (SELECT position FROM read.checkpoints WHERE name = 'holds'), 0) AS position
        ), overdue AS (
            SELECT h.slot_id, count(*) AS seats
            FROM read.holds AS h
            JOIN read.slot_availability AS s ON s.slot_id = h.slot_id
            WHERE h.state = 'held' AND h.\(Deadline.isPast) AND h.hold_id < s.position
                AND s.position <= (SELECT position FROM holds)
            GROUP BY h.slot_id
        ), slots AS (
            SELECT s.slot_id, s.capacity, s.held + s.confirmed - coalesce(o.seats, 0) AS taken
            FROM read.slot_availability AS s
            LEFT JOIN overdue AS o ON o.slot_id = s.slot_id
        )
        SELECT c.position, s.slot_id, s.capacity, s.taken,
            CASE WHEN c.position <= (SELECT position FROM holds) THEN (
                SELECT min(expires_at) FROM read.holds
                WHERE state = 'held' AND \(Deadline.isToCome)
            ) ELSE now() END
        FROM (
            SELECT coalesce(
                (SELECT position FROM read.checkpoints WHERE name = 'slot_availability'), 0
            ) AS position
        ) AS c
        LEFT JOIN slots AS s ON NOT $1 OR s.taken < s.capacity
        ORDER BY s.slot_id
        """

    private static let deadlineColumn = 4

    static func read(
        onlyAvailable: Bool,
        _ connection: Connection
    ) throws(PostgresError) -> Reading {
        let rows = try connection.execute(sql, [.bool(onlyAvailable)])
        return try ListReader.answer(rows, validUntil: deadlineColumn) {
            (row, json) throws(PostgresError) in
            let capacity = try row.int64(2)
            let view = AvailabilityView(
                slot: SlotID(try row.int64(1)),
                capacity: capacity,
                remaining: capacity - (try row.int64(3))
            )
            view.write(to: &json)
        }
    }
}
