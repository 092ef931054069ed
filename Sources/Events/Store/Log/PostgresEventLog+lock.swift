import Events
import Model
import Postgres

/// The append lock, and the history of the log as it is under the lock.
extension PostgresEventLog {
    package func lock() throws(EventLogError) -> LockedLog {
        guard held == nil else { throw .refused("the log is locked already by this caller") }
        let locked = try use { (connection) throws(EventLogError) in try lock(connection) }
        held = locked.tail
        if followed == nil { followed = (locked.tail, locked.history.newest.id) }
        return locked
    }

    /// Takes the lock; for a new connection, first commits once more, so that the standbys have all
    /// of it.
    ///
    /// It may be on this server alone: an earlier session's wait for the standbys may have been
    /// cancelled. Nothing is read from it before a commit has covered it, and a new epoch, if one
    /// is due, begins with that commit.
    ///
    /// Done under the lock, so that a lost session of this node has ended.
    private func lock(_ connection: Connection) throws(EventLogError) -> LockedLog {
        while true {
            let answer = try connection.lockLog(limits)
            let isShorter = followed.map { answer.tail.position < $0.tail.position } ?? false
            if isCovered, !isShorter, let history, history.newest.id == answer.epoch,
                history.newest.home.table == answer.table
            {
                return LockedLog(
                    tail: answer.tail,
                    now: answer.now,
                    isCovered: answer.tail == coveredTail,
                    history: history
                )
            }
            let found = try currentHistory(answer.tail, connection)
            try connection.confirmLog()
            isCovered = true
            coveredTail = answer.tail
            history = found
            learned(found)
        }
    }

    /// The log's history.
    ///
    /// A new epoch is added if the log is on another server than the newest epoch says, or if it
    /// lacks events that this node has followed.
    private func currentHistory(
        _ tail: LogTail,
        _ connection: Connection
    ) throws(EventLogError) -> LogHistory {
        do throws(PostgresError) {
            let history = try LogHistory.load(connection)
            if let place = followed.map({ LogPlace($0.tail.position, in: $0.epoch) }),
                !history.contains(place)
            {
                followed = nil
            }
            let reason: Epoch.Reason
            if try connection.logHome() != history.newest.home {
                reason = .server
            } else if try lacksFollowed(connection) {
                reason = .cut
            } else {
                return history
            }
            followed = nil
            return try connection.beginEpoch(reason, after: tail, in: history)
        } catch {
            throw EventLogError(error)
        }
    }

    /// Whether the log lacks the followed events although its history says that it has them.
    private func lacksFollowed(_ connection: Connection) throws(PostgresError) -> Bool {
        guard let followed, followed.tail != .start else { return false }
        return try !connection.endsBatch(followed.tail.position, followed.tail.hash)
    }

    package func stands(_ tail: LogTail) throws(EventLogError) -> Bool {
        guard tail != held, tail != .start else { return true }
        let stands = try use { (connection) throws(EventLogError) in
            do throws(PostgresError) {
                return try connection.endsBatch(tail.position, tail.hash)
            } catch {
                throw EventLogError(error)
            }
        }
        guard let held, let history else { return stands }
        if stands {
            followed = (held, history.newest.id)
        } else if let followed, followed.tail == tail,
            history.contains(LogPlace(tail.position, in: followed.epoch))
        {
            // This is the first sign of the loss. A new epoch begins with the next lock.
            self.history = nil
            throw .unavailable("the log has lost its end since this node has read it")
        }
        return stands
    }

    package func confirm() throws(EventLogError) {
        guard let tail = held, let connection = current else {
            throw .refused("confirm without the lock")
        }
        held = nil
        do {
            try connection.confirmLog()
            coveredTail = tail
        } catch {
            current = nil
            throw error
        }
    }

    package func release() {
        held = nil
        current?.rollback()
    }

    package func probe(afterFailure: Bool) throws(EventLogError) -> LockedLog {
        let locked = try lock()
        do throws(EventLogError) {
            if afterFailure { try current?.requireRoom() }
            try confirm()
        } catch {
            release()
            throw error
        }
        return locked
    }
}

extension Connection {
    /// Begins a transaction, waits for the append lock and reads the log's end and the clock, in
    /// one round trip.
    ///
    /// They are read by a separate statement after the lock: at READ COMMITTED each statement sees
    /// the commits from before its start, so it sees the batch that the lock waited for.
    func lockLog(_ limits: LogLimits) throws(EventLogError) -> LockAnswer {
        do throws(PostgresError) {
            let limit = try name(ofPrepared: Self.limit)
            let lock = try name(ofPrepared: Self.lock)
            let look = try name(ofPrepared: LockAnswer.query)
            let results = try script(
                """
                BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;
                EXECUTE \(limit) ('\(limits.lockMilliseconds)', '\(limits.holderMilliseconds)');
                EXECUTE \(lock);
                EXECUTE \(look)
                """
            )
            guard let rows = results.last else { throw .decoding("the script has no result") }
            return try LockAnswer(rows.only())
        } catch {
            forget([Self.limit, Self.lock, LockAnswer.query], ifStaleBy: error)
            throw EventLogError(error)
        }
    }

    /// Bounds the waits of the later statements of the transaction.
    ///
    /// PostgreSQL may evaluate a list in any order, and starts a statement's own timeout before it.
    private static let limit = """
        SELECT set_config('lock_timeout', $1::text, true),
            set_config('statement_timeout', $2::text, true),
            set_config('idle_in_transaction_session_timeout', $2::text, true)
        """

    private static let lock = "SELECT pg_advisory_xact_lock(\(AppendLock.key))"
}

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
    /// A node that is silent under the lock for this long loses lock and session, so that the
    /// others can continue: between statements by PostgreSQL's own timeout, within one by
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
