import Model
import Postgres

/// What a user was given back in the last days, by currency: refunds of orders and adjustments with
/// that reason.
///
/// Reads every transfer to the account by index.
enum RefundsQuery {
    private static let sql = """
        SELECT c.position, r.currency, r.amount, r.count
        FROM (
            SELECT coalesce(
                (SELECT position FROM read.checkpoints WHERE name = 'transactions'), 0
            ) AS position
        ) AS c
        LEFT JOIN (
            SELECT currency, sum(amount)::text AS amount, count(*) AS count
            FROM read.transactions
            WHERE receiver_id = $1 AND type IN ('refund', 'adjustment_refund')
                AND recorded_at > now() - $2 * interval '1 day'
            GROUP BY currency
        ) AS r ON true
        ORDER BY r.currency COLLATE "C"
        """

    static func read(
        _ user: UserID,
        days: Int,
        _ connection: Connection
    ) throws(PostgresError) -> Reading {
        let rows = try connection.execute(sql, [.int64(user.rawValue), .int32(Int32(days))])
        guard let first = rows.first else { throw .decoding("refunds gave no row") }
        var refunds: [RefundsView.Refund] = []
        for row in rows where !row.isNull(1) {
            refunds.append(
                RefundsView.Refund(
                    currency: try row.string(1),
                    amount: try row.string(2),
                    count: try row.int64(3)
                )
            )
        }
        let view = RefundsView(days: days, refunds: refunds)
        return .found(view.answer(at: LogPosition(try first.int64(0))))
    }
}
