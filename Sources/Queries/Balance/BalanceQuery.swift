import Postgres

/// What a user has in one currency.
enum BalanceQuery {
    private static let sql = """
        SELECT c.position, b.available, b.pending, b.position
        FROM (
            SELECT coalesce(
                (SELECT position FROM read.checkpoints WHERE name = 'balances'), 0) AS position
        ) AS c
        LEFT JOIN read.balances AS b ON b.account_id = $1 AND b.currency = $2
        """

    private static let allSQL = """
        COPY (
            SELECT account_id, currency, available, pending, position
            FROM read.balances
            WHERE account_id > 0
        ) TO STDOUT (FORMAT binary)
        """

    static func read(
        _ user: UserKey,
        _ currency: CurrencyCode,
        _ connection: Connection
    ) throws(PostgresError) -> Reading {
        let row = try connection.execute(sql, [.int64(user.rawValue), .text(currency.code)]).only()
        let position = ReadPosition(try row.int64(0))
        guard !row.isNull(1) else {
            return .found(BalanceView(.nothing(user, currency)).answer(at: position))
        }
        let entry = BalanceEntry(
            user: user,
            currency: currency,
            available: try row.int64(1),
            pending: try row.int64(2),
            position: ReadPosition(try row.int64(3))
        )
        return .found(BalanceView(entry).answer(at: position))
    }

    /// Calls `body` with every user's balance.
    ///
    /// Throws `PostgresError`.
    static func readAll(_ connection: Connection, _ body: (BalanceEntry) -> Void) throws {
        try connection.copyRows(allSQL, columns: 5) { row in
            let user = UserKey(try row.int64())
            guard let currency = CurrencyCode(bytes: try row.bytes()) else {
                throw PostgresError.decoding("read.balances.currency is no currency code")
            }
            body(
                BalanceEntry(
                    user: user,
                    currency: currency,
                    available: try row.int64(),
                    pending: try row.int64(),
                    position: ReadPosition(try row.int64())
                )
            )
        }
    }
}
