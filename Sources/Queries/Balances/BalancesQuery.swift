import Model
import Postgres

/// What a user has, in every currency that the user ever had anything in; reservations whose
/// deadline has come are free.
enum BalancesQuery {
    private static let sql = """
        SELECT c.position, b.currency, b.available + r.overdue, b.pending - r.overdue, b.position,
            r.valid_until
        FROM (
            SELECT coalesce(
                (SELECT position FROM read.checkpoints WHERE name = 'balances'), 0) AS position
        ) AS c
        LEFT JOIN read.balances AS b ON b.account_id = $1
        LEFT JOIN \(BalanceQuery.reserved) AS r ON true
        ORDER BY b.currency COLLATE "C"
        """

    static func read(
        _ user: UserID,
        _ connection: Connection
    ) throws(PostgresError) -> Reading {
        let rows = try connection.execute(sql, [.int64(user.rawValue)])
        guard let first = rows.first else { throw .decoding("balances gave no row") }
        var entries: [BalanceRow] = []
        var validUntil: Int64?
        for row in rows where !row.isNull(1) {
            entries.append(try entry(row, user))
            guard let deadline = try row.optionalTimestamp(5) else { continue }
            validUntil = min(validUntil ?? deadline, deadline)
        }
        let position = LogPosition(try first.int64(0))
        return .found(BalancesView(entries).answer(at: position, validUntil: validUntil))
    }

    private static func entry(
        _ row: Row,
        _ user: UserID
    ) throws(PostgresError) -> BalanceRow {
        guard let currency = Currency(try row.string(1)) else {
            throw .decoding("read.balances.currency is no currency code")
        }
        return BalanceRow(
            account: AccountID(of: user),
            currency: currency,
            available: try row.int64(2),
            pending: try row.int64(3),
            position: LogPosition(try row.int64(4))
        )
    }
}
