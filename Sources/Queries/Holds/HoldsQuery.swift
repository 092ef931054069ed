import Model
import Postgres

/// A user's holds, newest first.
///
/// One that has run out changed when it did, not when somebody came to write it down: so nothing
/// changes once it is written.
enum HoldsQuery {
    private static let sql = """
        SELECT c.position, h.hold_id, h.slot_id, h.state, h.expires_at, h.created_at,
            CASE WHEN h.state = 'expired' THEN h.expires_at ELSE h.updated_at END, c.valid_until
        FROM (
            SELECT coalesce(
                    (SELECT position FROM read.checkpoints WHERE name = 'holds'), 0) AS position,
                (SELECT min(expires_at) FROM read.holds
                 WHERE user_id = $1 AND state = 'held' AND \(Deadline.isToCome)) AS valid_until
        ) AS c
        LEFT JOIN LATERAL (
            SELECT hold_id, slot_id,
                CASE WHEN state = 'held' AND \(Deadline.isPast) THEN 'expired' ELSE state END
                    AS state,
                expires_at, created_at, updated_at
            FROM read.holds
            WHERE user_id = $1
            ORDER BY hold_id DESC
            OFFSET $2 LIMIT $3
        ) AS h ON true
        ORDER BY h.hold_id DESC
        """

    private static let deadlineColumn = 7

    static func read(
        _ user: UserID,
        _ page: Page,
        _ connection: Connection
    ) throws(PostgresError) -> Reading {
        let rows = try connection.execute(sql, ListReader.arguments(user.rawValue, page))
        return try ListReader.answer(rows, limit: page.limit, validUntil: deadlineColumn) {
            (row, json) throws(PostgresError) in
            try HoldView(row).write(to: &json)
        }
    }
}
