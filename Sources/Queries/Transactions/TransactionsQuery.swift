import Postgres

/// A user's transfers, newest first: those that moved money, and those that are pending or ended
/// without.
///
/// Four index scans that each stop after skip + limit rows, so the cost does not grow with what the
/// user has. A posted transfer is in both tables under one id, so as many rows of each are enough.
enum TransactionsQuery {
    private static let sql = """
        WITH own AS (
            (SELECT id, type, sender_id, receiver_id, amount, currency, memo, status, recorded_at
             FROM read.transactions
             WHERE sender_id = $1
             ORDER BY id DESC
             LIMIT $2 + $3)
            UNION ALL
            (SELECT id, type, sender_id, receiver_id, amount, currency, memo, status, recorded_at
             FROM read.transactions
             WHERE receiver_id = $1
             ORDER BY id DESC
             LIMIT $2 + $3)
        ), reserved AS (
            (SELECT transfer_id, 'transfer', sender_id, receiver_id, amount, currency, memo, state,
                created_at
             FROM read.pending_transfers
             WHERE sender_id = $1
             ORDER BY transfer_id DESC
             LIMIT $2 + $3)
            UNION ALL
            (SELECT transfer_id, 'transfer', sender_id, receiver_id, amount, currency, memo, state,
                created_at
             FROM read.pending_transfers
             WHERE receiver_id = $1
             ORDER BY transfer_id DESC
             LIMIT $2 + $3)
        ), page AS (
            SELECT * FROM (
                SELECT * FROM own
                UNION ALL
                SELECT * FROM reserved WHERE state <> 'posted'
            ) AS a
            ORDER BY id DESC
            OFFSET $2 LIMIT $3
        )
        SELECT c.position, p.id, p.type, p.sender_id, p.receiver_id, s.username, r.username,
            p.amount, p.currency, p.memo,
            CASE WHEN v.transfer_id IS NULL THEN p.status ELSE 'reversed' END, p.recorded_at
        FROM (
            SELECT coalesce(
                (SELECT position FROM read.checkpoints WHERE name = 'transactions'), 0
            ) AS position
        ) AS c
        LEFT JOIN page AS p ON true
        LEFT JOIN read.reversals AS v ON v.transfer_id = p.id
        LEFT JOIN people.people AS s ON s.user_id = p.sender_id
        LEFT JOIN people.people AS r ON r.user_id = p.receiver_id
        ORDER BY p.id DESC
        """

    static func read(
        _ user: UserKey,
        _ page: Page,
        _ connection: Connection
    ) throws(PostgresError) -> Reading {
        let rows = try connection.execute(sql, ListReader.arguments(user.rawValue, page))
        return try ListReader.answer(rows, limit: page.limit) { (row, json) throws(PostgresError) in
            try TransactionView(row).write(to: &json)
        }
    }
}
