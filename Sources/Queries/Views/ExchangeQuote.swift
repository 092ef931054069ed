import Model
import Postgres
import Text

/// Reckons as an exchange does, with the rates in use.
enum ExchangeQuoteQuery {
    private static let sql = """
        SELECT \(Listing.position(of: .rates)), f.rate, t.rate,
            timestamptz 'epoch'
                + least(f.quoted_at_us, t.quoted_at_us) * interval '1 microsecond',
            floor(extract(epoch FROM now()) - least(f.quoted_at_us, t.quoted_at_us) / 1000000.0)
                ::bigint,
            coalesce(
                (SELECT available FROM read.balances
                 WHERE account_id = \(AccountID.liquidity.rawValue) AND currency = $2), 0)
        FROM (SELECT) AS once
        LEFT JOIN read.rates AS r ON true
        LEFT JOIN json_to_recordset(r.quotes) AS f (currency text, rate text, quoted_at_us bigint)
            ON f.currency = $1 AND f.currency <> r.base
        LEFT JOIN json_to_recordset(r.quotes) AS t (currency text, rate text, quoted_at_us bigint)
            ON t.currency = $2 AND t.currency <> r.base
        """

    static func read(
        _ inquiry: ExchangeInquiry,
        _ connection: Connection
    ) throws(PostgresError) -> QueryResult {
        let (from, to) = (inquiry.from, inquiry.to)
        let row = try connection.execute(
            sql,
            [.text(from.currency.code), .text(to.currency.code)]
        ).only()
        let position = LogPosition(try row.int64(0))
        func refused(_ parameter: String, _ detail: String) -> QueryResult {
            .refused(ParameterRefusal(parameter: parameter, detail: detail), at: position)
        }
        guard let fromRate = try rate(of: from.currency, row, 1)
        else { return refused("from", "has no recorded rate") }
        guard let toRate = try rate(of: to.currency, row, 2)
        else { return refused("to", "has no recorded rate") }
        let conversion = Conversion(from: from, to: to, fromRate: fromRate, toRate: toRate)
        guard let bought = conversion(inquiry.units)
        else { return refused("amount", "buys more than a balance can hold") }
        guard bought > 0 else { return refused("amount", "buys less than one minor unit") }
        var json = JSONWriter(capacity: 200)
        json.beginObject()
        json.member("from", from.currency.code)
        json.member("to", to.currency.code)
        json.member("amount", inquiry.units)
        json.member("receive", bought)
        json.member("rate", conversion.rate?.text)
        // Two currencies differ, so that one of them has a rate that was quoted.
        json.member("quoted_at", timestamp: try row.timestamp(3))
        json.member("stale", try row.int64(4) > Int64(inquiry.staleAfterSeconds))
        let balance = try row.int64(5)
        json.member("available", inquiry.credit.available(of: to, at: toRate, balance: balance))
        json.endObject()
        return .found(Answer(body: json.bytes, position: position))
    }

    private static func rate(
        of currency: Currency,
        _ row: Row,
        _ column: Int
    ) throws(PostgresError) -> ExactDecimal? {
        if currency == .usd { return .one }
        return try row.optionalString(column).flatMap { ExactDecimal($0) }
    }
}
