import Model
import Postgres

/// What became of commands, newest first: for an administrator.
enum CommandsQuery {
    private static let allSQL = sql("true")
    private static let filteredSQL = sql("outcome = $3")

    /// Two statements, since a plan that fits both would walk by all that were done to find the few that
    /// failed.
    private static func sql(_ condition: String) -> String {
        """
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
            WHERE \(condition)
            ORDER BY id DESC
            OFFSET $1 LIMIT $2
        ) AS j ON true
        ORDER BY j.id DESC
        """
    }

    static func read(
        _ filter: CommandFilter,
        _ page: Page,
        _ connection: Connection
    ) throws(PostgresError) -> Reading {
        let (skip, limit) = (
            Argument.int64(Int64(page.skip)), Argument.int64(Int64(page.limit) + 1)
        )
        let rows =
            switch filter {
            case .all: try connection.execute(allSQL, [skip, limit])
            case .done, .refused, .failed:
                try connection.execute(filteredSQL, [skip, limit, .text(filter.rawValue)])
            }
        return try ListReader.answer(rows, limit: page.limit) { (row, json) throws(PostgresError) in
            try CommandView(row).write(to: &json)
        }
    }
}
