import Model
import Postgres
import Text

/// A user's balance in one currency, or in every currency that the user ever held.
///
/// Reservations whose deadline has passed are free.
package enum BalanceQuery {
    private static let oneSQL = """
        SELECT c.position, b.currency, b.available + r.overdue, b.pending - r.overdue, b.position,
            r.valid_until
        FROM (SELECT \(Listing.position(of: .balances)) AS position) AS c
        LEFT JOIN read.balances AS b ON b.account_id = $1 AND b.currency = $2
        LEFT JOIN \(reserved) AS r ON true
        """

    private static let allSQL = """
        SELECT c.position, b.currency, b.available + r.overdue, b.pending - r.overdue, b.position,
            r.valid_until
        FROM (SELECT \(Listing.position(of: .balances)) AS position) AS c
        LEFT JOIN read.balances AS b ON b.account_id = $1
        LEFT JOIN \(reserved) AS r ON true
        ORDER BY b.currency COLLATE "C"
        """

    /// For a row `b` of the balances: how much pending money is overdue, and the next deadline.
    ///
    /// Reservations are in another read model. Where that is behind the row, it may show some that
    /// are released: then none count as overdue, and the answer is valid only for this moment.
    private static let reserved = """
        LATERAL (
            SELECT coalesce(sum(amount) FILTER (WHERE \(Deadline.isPast) AND t.is_there), 0)::bigint
                    AS overdue,
                CASE WHEN b.pending = 0 THEN NULL
                    WHEN t.is_there THEN min(expires_at) FILTER (WHERE \(Deadline.isToCome))
                    ELSE now() END AS valid_until
            FROM (SELECT \(Listing.position(of: .transactions)) >= b.position AS is_there) AS t
            LEFT JOIN read.pending_transfers AS p
                ON b.pending > 0 AND p.sender_id = b.account_id AND p.currency = b.currency
                    AND p.state = 'pending' AND p.transfer_id < b.position
            GROUP BY t.is_there
        )
        """

    private static let currencyColumn = 1

    static func read(
        _ user: UserID,
        _ currency: Currency,
        _ connection: Connection
    ) throws(PostgresError) -> QueryResult {
        let arguments: Arguments = [.int64(user.rawValue), .text(currency.code)]
        let row = try connection.execute(oneSQL, arguments).only()
        let position = LogPosition(try row.int64(0))
        guard !row.isNull(currencyColumn) else {
            let empty = BalanceRow(account: AccountID(of: user), currency: currency)
            return .found(BalanceView(empty).answer(at: position))
        }
        let balance = BalanceView(try balance(row, user))
        return .found(balance.answer(at: position, validUntil: try row.optionalTimestamp(5)))
    }

    /// In order of the currencies.
    static func readAll(
        _ user: UserID,
        _ connection: Connection
    ) throws(PostgresError) -> QueryResult {
        let rows = try connection.execute(allSQL, [.int64(user.rawValue)])
        guard let first = rows.first else { throw .decoding("balances gave no row") }
        var balances: [BalanceRow] = []
        var validUntil: Int64?
        for row in rows where !row.isNull(currencyColumn) {
            balances.append(try balance(row, user))
            guard let deadline = try row.optionalTimestamp(5) else { continue }
            validUntil = min(validUntil ?? deadline, deadline)
        }
        let position = LogPosition(try first.int64(0))
        return .found(BalanceView.answer(balances, at: position, validUntil: validUntil))
    }

    private static func balance(_ row: Row, _ user: UserID) throws(PostgresError) -> BalanceRow {
        guard let currency = Currency(try row.string(currencyColumn)) else {
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

    private static let copySQL = """
        COPY (
            SELECT account_id, currency, available, pending, position
            FROM read.balances
            WHERE account_id > 0
        ) TO STDOUT (FORMAT binary)
        """

    /// Calls `body` with the balances of all users.
    ///
    /// Throws `PostgresError`.
    package static func copyAll(_ connection: Connection, _ body: (BalanceRow) -> Void) throws {
        try connection.copyRows(copySQL, columns: 5) { row in
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

/// `{"currency":"RUB","available":100000,"pending":0,"position":17}`: position is that of the last
/// event that changed the balance, 0 if none has.
package struct BalanceView {
    private static let typicalByteCount = 112

    private let balance: BalanceRow

    package init(_ balance: BalanceRow) {
        self.balance = balance
    }

    package func answer(at position: LogPosition, validUntil: Int64? = nil) -> Answer {
        var json = JSONWriter(capacity: BalanceView.typicalByteCount)
        write(to: &json)
        return Answer(body: json.bytes, position: position, etag: etag, validUntil: validUntil)
    }

    /// An array of balances.
    package static func answer(
        _ balances: [BalanceRow],
        at position: LogPosition,
        asOf: LogPosition? = nil,
        validUntil: Int64? = nil
    ) -> Answer {
        var json = JSONWriter(capacity: 2 + balances.count * typicalByteCount)
        json.beginArray()
        for balance in balances { BalanceView(balance).write(to: &json) }
        json.endArray()
        return Answer(body: json.bytes, position: position, asOf: asOf, validUntil: validUntil)
    }

    private func write(to json: inout JSONWriter) {
        json.beginObject()
        json.unchecked("\"currency\":\"")
        balance.currency.withBytes { json.bytes.append(contentsOf: $0) }
        json.unchecked("\",\"available\":")
        json.value(balance.available)
        json.member("pending", balance.pending)
        json.member("position", balance.position.rawValue)
        json.endObject()
    }

    /// From the values that make up the body: equal bodies have equal tags.
    private var etag: ETag {
        var hash = mix(UInt64(balance.currency.packed))
        hash = mix(hash ^ UInt64(bitPattern: balance.available))
        hash = mix(hash ^ UInt64(bitPattern: balance.pending))
        return ETag(value: mix(hash ^ UInt64(bitPattern: balance.position.rawValue)))
    }
}
