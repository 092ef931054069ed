import Postgres

/// What became of commands, newest first: for an administrator.
enum CommandsQuery {
    private static let sql = """
        SELECT c.position, j.id, j.command::text, j.route, j.subject, j.actor, j.outcome, j.reason,
            j.position, j.received_at, j.is_kept, j.retried_at, j.retry_outcome, j.retry_reason,
            j.retry_position
        FROM (
            SELECT coalesce(max(position), 0) AS position FROM read.checkpoints
        ) AS c
        LEFT JOIN LATERAL (
            SELECT id, command, route, subject, actor, outcome, reason, position, received_at,
                is_kept, retried_at, retry_outcome, retry_reason, retry_position
            FROM jobs.commands
            WHERE $1 = 'all' OR outcome = $1
            ORDER BY id DESC
            OFFSET $2 LIMIT $3
        ) AS j ON true
        ORDER BY j.id DESC
        """

    static func read(
        _ filter: CommandFilter,
        _ page: Page,
        _ connection: Connection
    ) throws(PostgresError) -> Reading {
        let rows = try connection.execute(
            sql,
            [.text(filter.rawValue), .int64(Int64(page.skip)), .int64(Int64(page.limit) + 1)]
        )
        return try ListReader.answer(rows, limit: page.limit) { (row, json) throws(PostgresError) in
            try CommandView(row).write(to: &json)
        }
    }
}
