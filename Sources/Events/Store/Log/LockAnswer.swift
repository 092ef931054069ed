import Model
import Postgres

/// The rows that a session reads right after it has taken the append lock.
struct LockAnswer {
    let tail: LogTail
    let now: Timestamp
    /// The log's newest epoch.
    let epoch: EpochID
    /// The oid of log.events.
    let table: Int64

    /// Returns one row: the clock, the newest epoch, the table, and the log's end unless the log is
    /// empty.
    ///
    /// The clock is called by its plain name, so that a test can replace it.
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

/// Limits of the waits of the append transaction, in milliseconds.
package struct LogLimits: Hashable, Sendable {
    /// The wait for another node's batch before `EventLogError.lockTimeout`.
    package var lockMilliseconds: Int
    /// A node that is silent under the lock for this long loses lock and session, so that the others
    /// can continue: between statements by PostgreSQL's own timeout, within one by
    /// `AppendLockWatch`.
    ///
    /// It also limits each statement, but not a commit that waits for a standby.
    package var holderMilliseconds: Int

    package init(
        lockMilliseconds: Int = 5_000,
        holderMilliseconds: Int = 10_000
    ) {
        self.lockMilliseconds = lockMilliseconds
        self.holderMilliseconds = holderMilliseconds
    }
}
