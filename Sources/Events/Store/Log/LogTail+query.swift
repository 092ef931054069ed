import Model
import Postgres

/// What a session reads once it has the append lock.
struct LockAnswer {
    let tail: LogTail
    let now: Timestamp
    /// The newest epoch that the log has.
    let epoch: EpochID
    /// The oid of log.events.
    let table: Int64

    /// Returns one row: the clock, the newest epoch, the table, and the log's end unless the log is empty.
    ///
    /// The clock is looked up by its plain name, so that a test can put another one before it.
    static let query = """
        SELECT clock_timestamp(), epoch.id, 'log.events'::regclass::oid::bigint,
            tail.last_position, tail.recorded_at, tail.hash
        FROM (\(LogHistory.newestQuery)) AS epoch LEFT JOIN (
            \(LogTail.query)
        ) AS tail ON true
        """

    /// From a row of the query.
    init(_ row: Row) throws(PostgresError) {
        now = Timestamp(microseconds: try row.timestamp(0))
        epoch = try LogHistory.epoch(row, 1)
        table = try row.int64(2)
        tail = row.isNull(3) ? .start : try LogTail(row, from: 3)
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
