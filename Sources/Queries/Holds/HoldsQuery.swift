import Postgres

/// A user's holds, newest first.
enum HoldsQuery {
    private static let sql = """
        SELECT c.position, h.hold_id, h.slot_id, h.state, h.expires_at, h.created_at, h.updated_at
        FROM (
            SELECT coalesce(
                (SELECT position FROM read.checkpoints WHERE name = 'holds'), 0) AS position
        ) AS c
        LEFT JOIN LATERAL (
            SELECT hold_id, slot_id, state, expires_at, created_at, updated_at
            FROM read.holds
            WHERE user_id = $1
            ORDER BY hold_id DESC
            OFFSET $2 LIMIT $3
        ) AS h ON true
        ORDER BY h.hold_id DESC
        """

    static func read(
        _ user: UserKey,
        _ page: Page,
        _ connection: Connection
    ) throws(PostgresError) -> Reading {
        let rows = try connection.execute(sql, ListReader.arguments(user.rawValue, page))
        return try ListReader.answer(rows, limit: page.limit) { (row, json) throws(PostgresError) in
            try HoldView(row).write(to: &json)
        }
    }
}
