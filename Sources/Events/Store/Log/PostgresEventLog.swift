import Events
import Glibc
import Model
import Postgres

/// The log in PostgreSQL, for one writer thread.
///
/// Connects when first used and again after the connection was lost. Its connections should carry
/// role `LogRole.commands`. A batch costs two exchanges besides what is read between them: one that
/// begins, locks and reads the log's end, and one that copies the rows in and commits.
package final class PostgresEventLog: EventLog {
    private let connect: () throws -> Connection
    private let limits: LogLimits
    private let knowsSnapshot: (StreamID, Int16) -> Bool
    private let distrusted: (DistrustedRow) -> Void
    private let waitBeforeRetry: (Int) -> Bool
    private let learned: (LogHistory) -> Void
    private var current: Connection?
    /// Whether all that `current` found when it was made is on the standbys as well.
    private var isCovered = false
    /// What the log ended with when `current` has last appended or confirmed.
    private var coveredTail: LogTail?
    /// The log's history as `current` last said it; nil until it was asked, and when it may be wrong.
    private var history: LogHistory?
    /// What the caller has last followed the log to, or appended, and the newest epoch then.
    private var followed: (tail: LogTail, epoch: EpochID)?
    /// With the secret of the database that is connected to.
    private var sealer: RowSealer?
    /// The log's end while the append lock is held.
    private var held: LogTail?
    private var encoder = BatchEncoder()

    /// - `knowsSnapshot`: whether the state of a stream in this schema can be used; where not, the
    ///   stream is read whole.
    /// - `distrusted` gets each snapshot and receipt that is not believed, whenever it is met.
    /// - `waitBeforeRetry`: waits before attempt 2, 3, … to find out what became of a commit, and
    ///   answers whether to try on. With false (at shutdown) `append` throws `.outcomeUnknown`.
    /// - `learned` gets the log's history before anything is decided in it, whenever it is another one.
    package init(
        limits: LogLimits = LogLimits(),
        knowsSnapshot: @escaping (StreamID, Int16) -> Bool = { _, _ in true },
        distrusted: @escaping (DistrustedRow) -> Void = { _ in },
        waitBeforeRetry: @escaping (Int) -> Bool = PostgresEventLog.backOff,
        learned: @escaping (LogHistory) -> Void = { _ in },
        connect: @escaping () throws -> Connection
    ) {
        self.limits = limits
        self.knowsSnapshot = knowsSnapshot
        self.distrusted = distrusted
        self.waitBeforeRetry = waitBeforeRetry
        self.learned = learned
        self.connect = connect
    }

    /// Waits 50 ms, doubled with each attempt, 500 ms at most, and goes on for ever: the commands are
    /// not decided again before the outcome is known.
    package static func backOff(attempt: Int) -> Bool {
        let milliseconds = min(500, 50 << min(attempt, 4))
        usleep(UInt32(milliseconds) * 1_000)
        return true
    }

    // MARK: Reading

    package func histories(
        of streams: [StreamID]
    ) throws(EventLogError) -> [StreamID: StreamHistory] {
        try use { (connection) throws(EventLogError) in
            try connection.histories(
                of: streams,
                try sealer(of: connection),
                knowsSnapshot: knowsSnapshot,
                distrusted: distrusted
            )
        }
    }

    package func events(
        after position: LogPosition,
        limit: Int
    ) throws(EventLogError) -> [RecordedEvent] {
        try use { (connection) throws(EventLogError) in
            try LogReader(connection).read(after: position, limit: limit)
        }
    }

    package func receipts(
        for keys: [ReceiptKey]
    ) throws(EventLogError) -> [ReceiptKey: FoundReceipt] {
        try use { (connection) throws(EventLogError) in
            try connection.receipts(
                for: keys,
                try sealer(of: connection),
                distrusted: distrusted
            )
        }
    }

    // MARK: Appending

    package func lock() throws(EventLogError) -> LockedLog {
        guard held == nil else { throw .refused("the log is locked already by this caller") }
        let locked = try use { (connection) throws(EventLogError) in try lock(connection) }
        held = locked.tail
        if followed == nil { followed = (locked.tail, locked.history.newest.id) }
        return locked
    }

    /// Takes the lock; what a new connection finds is committed once more before, now with the standbys.
    ///
    /// It may be on this server alone: an earlier session's wait for the standbys may have been
    /// cancelled. Nothing is answered from it before a commit has covered it, and an epoch that is due
    /// begins with that commit.
    ///
    /// Under the lock, so that a session of this node that was lost has ended.
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
            let found = try settle(answer.tail, connection)
            try connection.confirmLog()
            isCovered = true
            coveredTail = answer.tail
            history = found
            learned(found)
        }
    }

    /// The log's history, with a new epoch if the log is not where the newest one says or lacks what
    /// this node has followed.
    private func settle(
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

    /// Whether the log lacks what was followed, though its history says that it has it.
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
            // Nobody has noticed before. The epoch begins with the next lock.
            self.history = nil
            throw .unavailable("the log has lost its end since this node has read it")
        }
        return stands
    }

    @discardableResult
    package func append(_ batch: AppendBatch) throws(EventLogError) -> LogTail {
        guard let tail = held, let connection = current else {
            throw .refused("append without the lock")
        }
        // Of the lock: the connection may be another one once the outcome is known.
        let epoch = history?.newest.id
        held = nil
        let sealer: RowSealer
        var people = PeopleChanges(batch.people)
        do throws(EventLogError) {
            try batch.check(after: tail)
            sealer = try self.sealer(of: connection)
            try connection.complete(&people, sealer, distrusted: distrusted)
        } catch {
            connection.rollback()
            throw error
        }
        let hash = encoder.encode(batch, adding: people.added, after: tail, sealer)
        do {
            try connection.write(
                batch,
                people,
                batch.sealedSnapshots(sealer),
                encoder,
                hash: hash,
                after: tail
            )
        } catch .server(let error) {
            // The error came before the commit, and the transaction is undone.
            connection.rollback()
            throw EventLogError(error)
        } catch {
            current = nil
            try resolve(batch, hash: hash, cause: "\(error)")
        }
        guard let last = batch.events.last else {
            coveredTail = tail
            return tail
        }
        let end = LogTail(position: last.position, recordedAt: batch.recordedAt, hash: hash)
        followed = epoch.map { (end, $0) }
        coveredTail = end
        return end
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

    // MARK: A commit of unknown outcome

    /// Finds out whether the batch stands: returns if it does, throws if it does not.
    ///
    /// The lost session may live on in the server and still be committing. It holds the append lock
    /// until it has ended, so what is found under that lock is final.
    private func resolve(
        _ batch: AppendBatch,
        hash: [UInt8],
        cause: String
    ) throws(EventLogError) {
        var attempt = 1
        while true {
            do throws(EventLogError) {
                guard try stands(batch, hash: hash) else {
                    throw .unavailable("the connection was lost before the commit: \(cause)")
                }
                return
            } catch .outcomeUnknown(let problem) {
                guard waitBeforeRetry(attempt) else {
                    throw .outcomeUnknown("\(cause); then \(problem)")
                }
                attempt += 1
            }
        }
    }

    /// Throws `.outcomeUnknown` alone.
    private func stands(
        _ batch: AppendBatch,
        hash: [UInt8]
    ) throws(EventLogError) -> Bool {
        do {
            let connection = try connected()
            defer { connection.rollback() }
            _ = try connection.lockLog(limits)
            guard try connection.stands(batch, hash: hash) else { return false }
            // It stands here; once this commit has waited for the standbys, there too.
            try connection.confirmLog()
            isCovered = true
            return true
        } catch {
            current = nil
            throw .outcomeUnknown("\(error)")
        }
    }

    // MARK: The connection

    private func use<Result>(
        _ body: (Connection) throws(EventLogError) -> Result
    ) throws(EventLogError) -> Result {
        let connection = try connected()
        do {
            return try body(connection)
        } catch {
            // Outside a batch nothing may stay open; within one, the caller releases it.
            if held == nil { connection.rollback() }
            if connection.isBroken {
                current = nil
                held = nil
            }
            throw error
        }
    }

    /// Its secret is read when it is first needed, and again after a new connection.
    private func sealer(of connection: Connection) throws(EventLogError) -> RowSealer {
        if let sealer { return sealer }
        do throws(PostgresError) {
            let fresh = try RowSealer(connection)
            sealer = fresh
            return fresh
        } catch {
            throw EventLogError(error)
        }
    }

    private func connected() throws(EventLogError) -> Connection {
        if let current, !current.isBroken { return current }
        guard held == nil else {
            held = nil
            throw .unavailable("the connection was lost, and the lock with it")
        }
        do {
            let connection = try connect()
            isCovered = false
            coveredTail = nil
            history = nil
            // The next server may hold another database.
            sealer = nil
            current = connection
            return connection
        } catch {
            throw EventLogError(connecting: error)
        }
    }
}
