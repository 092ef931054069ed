import Postgres

extension LogTail {
    /// Answers one row, or none while the log is empty.
    static let query = """
        SELECT last_position, recorded_at, hash FROM log.batches
        ORDER BY last_position DESC LIMIT 1
        """

    /// From a row of the query.
    init(_ row: Row) throws(PostgresError) {
        self.init(
            position: LogPosition(try row.int64(0)),
            recordedAt: Timestamp(microseconds: try row.timestamp(1)),
            hash: try row.bytes(2)
        )
    }
}
