import Model
import Postgres

/// What a user has in one currency; reservations whose deadline has come are free.
enum BalanceQuery {
    private static let sql = """
        SELECT c.position, b.available + r.overdue, b.pending - r.overdue, b.position,
            r.valid_until
        FROM (
            SELECT coalesce(
                (SELECT position FROM read.checkpoints WHERE name = 'balances'), 0) AS position
        ) AS c
        LEFT JOIN read.balances AS b ON b.account_id = $1 AND b.currency = $2
        LEFT JOIN \(reserved) AS r ON true
        """

    /// Of a row `b` of the balances: how much of what is pending is overdue, and the next deadline.
    ///
    /// Reservations stand in another read model. Where that is behind the row, it may show some that
    /// are released: then none count as overdue, and the answer holds for this moment only.
    static let reserved = """
        LATERAL (
            SELECT coalesce(sum(amount) FILTER (WHERE \(Deadline.isPast) AND t.is_there), 0)::bigint
                    AS overdue,
                CASE WHEN b.pending = 0 THEN NULL
                    WHEN t.is_there THEN min(expires_at) FILTER (WHERE \(Deadline.isToCome))
                    ELSE now() END AS valid_until
            FROM (
                SELECT coalesce((
                    SELECT position FROM read.checkpoints WHERE name = 'transactions'
                ), 0) >= b.position AS is_there
            ) AS t
            LEFT JOIN read.pending_transfers AS p
                ON b.pending > 0 AND p.sender_id = b.account_id AND p.currency = b.currency
                    AND p.state = 'pending' AND p.transfer_id < b.position
            GROUP BY t.is_there
        )
        """

    private static let allSQL = """
        COPY (
            SELECT account_id, currency, available, pending, position
            FROM read.balances
            WHERE account_id > 0
        ) TO STDOUT (FORMAT binary)
        """

    static func read(
        _ user: UserID,
        _ currency: Currency,
        _ connection: Connection
    ) throws(PostgresError) -> Reading {
        let row = try connection.execute(sql, [.int64(user.rawValue), .text(currency.code)]).only()
        let position = LogPosition(try row.int64(0))
        guard !row.isNull(1) else {
            return .found(BalanceView(.empty(AccountID(of: user), currency)).answer(at: position))
        }
        let entry = BalanceRow(
            account: AccountID(of: user),
            currency: currency,
            available: try row.int64(1),
            pending: try row.int64(2),
            position: LogPosition(try row.int64(3))
        )
        let validUntil = try row.optionalTimestamp(4)
        return .found(BalanceView(entry).answer(at: position, validUntil: validUntil))
    }

    /// Calls `body` with every user's balance.
    ///
    /// Throws `PostgresError`.
    static func readAll(_ connection: Connection, _ body: (BalanceRow) -> Void) throws {
        try connection.copyRows(allSQL, columns: 5) { row in
            let account = AccountID(try row.int64())
            guard let currency = Currency(bytes: try row.bytes()) else {
                throw PostgresError.decoding("read.balances.currency is no currency code")
            }
            body(
                BalanceRow(
                    account: account,
                    currency: currency,
                    available: try row.int64(),
                    pending: try row.int64(),
                    position: LogPosition(try row.int64())
                )
            )
        }
    }
}
