import Model
import Postgres

/// A user's orders, newest first, but for drafts that were discarded.
enum OrdersQuery {
    private static let sql = """
        SELECT c.position, o.order_id, o.status, o.lines, o.currency, o.tax, o.total,
            o.transfer_id, o.refund_id, o.placed_at, o.paid_at, o.cancelled_at, o.services,
            o.started_at, o.done_at
        FROM (
            SELECT coalesce(
                (SELECT position FROM read.checkpoints WHERE name = 'order_history'), 0
            ) AS position
        ) AS c
        LEFT JOIN LATERAL (
            SELECT order_id, status, lines, currency, tax, total, transfer_id, refund_id,
                placed_at, paid_at, cancelled_at, services, started_at, done_at
            FROM read.order_history
            WHERE user_id = $1 AND status <> 'discarded'
            ORDER BY order_id DESC
            OFFSET $2 LIMIT $3
        ) AS o ON true
        ORDER BY o.order_id DESC
        """

    static func read(
        _ user: UserID,
        _ page: Page,
        _ connection: Connection
    ) throws(PostgresError) -> Reading {
        let rows = try connection.execute(sql, ListReader.arguments(user.rawValue, page))
        return try ListReader.answer(rows, limit: page.limit) { (row, json) throws(PostgresError) in
            try OrderView(row).write(to: &json)
        }
    }
}
