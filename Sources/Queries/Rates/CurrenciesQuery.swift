import Model
import Postgres
import Text

/// Codes of the currencies that have a rate, and the default one.
enum CurrenciesQuery {
    private static let sql = """
        SELECT c.position, k.currency
        FROM (
            SELECT coalesce(
                (SELECT position FROM read.checkpoints WHERE name = 'rates'), 0) AS position
        ) AS c
        CROSS JOIN (
            SELECT $1 AS currency
            UNION
            SELECT q.currency
            FROM read.rates AS r
            CROSS JOIN json_to_recordset(r.quotes) AS q (currency text)
        ) AS k
        ORDER BY k.currency COLLATE "C"
        """

    static func read(
        default standard: Currency,
        _ connection: Connection
    ) throws(PostgresError) -> Reading {
        let rows = try connection.execute(sql, [.text(standard.code)])
        return try ListReader.answer(rows) { (row, json) throws(PostgresError) in
            json.value(try row.string(1))
        }
    }
}
