import Postgres

extension LockedLog {
    /// Returns one row: the clock, and the log's end unless the log is empty.
    ///
    /// The clock is looked up by its plain name, so that a test can put another one before it.
    static let query = """
        SELECT clock_timestamp(), tail.last_position, tail.recorded_at, tail.hash
        FROM (VALUES (1)) AS one (row) LEFT JOIN (
            \(LogTail.query)
        ) AS tail ON true
        """

    /// From a row of the query.
    init(_ row: Row) throws(PostgresError) {
        let now = Timestamp(microseconds: try row.timestamp(0))
        guard !row.isNull(1) else {
            self.init(tail: .start, now: now)
            return
        }
        self.init(tail: try LogTail(row, from: 1), now: now)
    }
}

extension LogTail {
    /// Returns one row, or none while the log is empty.
    static let query = """
        SELECT last_position, recorded_at, hash FROM log.batches
        ORDER BY last_position DESC LIMIT 1
        """

    /// From a row of the query.
    init(_ row: Row) throws(PostgresError) {
        try self.init(row, from: 0)
    }

    init(_ row: Row, from column: Int) throws(PostgresError) {
        self.init(
            position: LogPosition(try row.int64(column)),
            recordedAt: Timestamp(microseconds: try row.timestamp(column + 1)),
            hash: try row.bytes(column + 2)
        )
    }
}
