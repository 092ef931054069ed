import Model
import Postgres
import Text

/// One order of the user's own; a discarded draft is none.
enum OrderQuery {
    private static let sql = """
        SELECT c.position, o.order_id, o.status, o.lines, o.currency, o.tax, o.total,
            o.transfer_id, o.refund_id, o.placed_at, o.paid_at, o.cancelled_at, o.services,
            o.started_at, o.done_at
        FROM (
            SELECT coalesce(
                (SELECT position FROM read.checkpoints WHERE name = 'order_history'), 0
            ) AS position
        ) AS c
        LEFT JOIN read.order_history AS o
            ON o.order_id = $1 AND o.user_id = $2 AND o.status <> 'discarded'
        """

    static func read(
        _ user: UserID,
        _ order: OrderID,
        _ connection: Connection
    ) throws(PostgresError) -> Reading {
        let row = try connection.execute(sql, [.int64(order.rawValue), .int64(user.rawValue)])
            .only()
        let position = LogPosition(try row.int64(0))
        guard !row.isNull(1) else { return .notFound(at: position) }
        var json = JSONWriter(capacity: 512)
        try OrderView(row).write(to: &json)
        return .found(Answer(body: json.bytes, position: position))
    }
}
