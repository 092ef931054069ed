import Postgres

/// What one US dollar costs in each currency, as last quoted.
enum RatesQuery {
    private static let sql = """
        SELECT c.position, q.currency, q.rate, q.quoted_at_us,
            greatest(0, floor(extract(epoch FROM now()) - q.quoted_at_us / 1000000.0))::bigint
        FROM (
            SELECT coalesce(
                (SELECT position FROM read.checkpoints WHERE name = 'rates'), 0) AS position
        ) AS c
        LEFT JOIN (
            read.rates AS r
            CROSS JOIN json_to_recordset(r.quotes)
                AS q (currency text, rate text, quoted_at_us bigint)
        ) ON true
        ORDER BY q.currency COLLATE "C"
        """

    /// `limit`: seconds after which a rate is stale.
    static func read(
        staleAfterSeconds limit: Int,
        _ connection: Connection
    ) throws(PostgresError) -> Reading {
        let rows = try connection.execute(sql)
        return try ListReader.answer(rows) { (row, json) throws(PostgresError) in
            let view = RateView(
                currency: try row.string(1),
                rate: try row.string(2),
                quotedAt: try row.int64(3),
                ageSeconds: try row.int64(4),
                staleAfterSeconds: Int64(limit)
            )
            view.write(to: &json)
        }
    }
}
