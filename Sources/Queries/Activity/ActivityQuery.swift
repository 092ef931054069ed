import Postgres

/// How many transfers there were in each of the last 24 hours, of everybody.
///
/// Hours begin at full hours of UTC; the last one is not over yet.
enum ActivityQuery {
    private static let sql = """
        SELECT c.position, to_char(h.hour AT TIME ZONE 'UTC', 'HH24":00"'), coalesce(t.count, 0)
        FROM (
            SELECT coalesce(
                (SELECT position FROM read.checkpoints WHERE name = 'activity'), 0
            ) AS position
        ) AS c
        CROSS JOIN generate_series(
            date_trunc('hour', now(), 'UTC') - interval '23 hours',
            date_trunc('hour', now(), 'UTC'),
            interval '1 hour'
        ) AS h (hour)
        LEFT JOIN read.transaction_hours AS t ON t.hour = h.hour
        ORDER BY h.hour
        """

    static func read(_ connection: Connection) throws(PostgresError) -> Reading {
        let rows = try connection.execute(sql)
        return try ListReader.answer(rows) { (row, json) throws(PostgresError) in
            let hour = HourView(hour: try row.string(1), count: try row.int64(2))
            hour.write(to: &json)
        }
    }
}
