import Events
import Glibc
import Model
import Postgres

/// The log in PostgreSQL, for one writer thread.
///
/// Connects when first used and again after the connection was lost. Its connections should have
/// role `LogRole.commands`. A batch costs two exchanges besides the reads between them: one that
/// begins, locks and reads the log's end, and one that copies the rows in and commits.
package final class PostgresEventLog: EventLog {
    private let connect: () throws -> Connection
    let limits: LogLimits
    private let knowsSnapshot: (StreamID, Int16) -> Bool
    private let distrusted: (DistrustedRow) -> Void
    private let waitBeforeRetry: (Int) -> Bool
    let learned: (LogHistory) -> Void
    var current: Connection?
    /// Whether everything that `current` found when it connected is on the standbys as well.
    var isCovered = false
    /// The log's end when `current` last appended or confirmed.
    var coveredTail: LogTail?
    /// The log's history as last read through `current`; nil before the first read, or if it may be
    /// wrong.
    var history: LogHistory?
    /// The end of the log that the caller last followed or appended, and the newest epoch then.
    var followed: (tail: LogTail, epoch: EpochID)?
    /// Made with the secret of the present database.
    private var sealer: RowSealer?
    /// The log's end while the append lock is held.
    var held: LogTail?
    private var encoder = BatchEncoder()

    /// - `knowsSnapshot`: whether the state of a stream in this schema can be used; where not, the
    ///   stream is read whole.
    /// - `distrusted` is called with each distrusted snapshot and receipt, each time it is read.
    /// - `waitBeforeRetry`: waits before attempt 2, 3, … to learn the outcome of a commit, and
    ///   returns whether to try again. If false (at shutdown), `append` throws `.outcomeUnknown`.
    /// - `learned` is called with each new history of the log, before any decision is made in it.
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

    /// Waits 50 ms, doubled with each attempt, 500 ms at most, without end: the commands must not
    /// be decided again before the outcome is known.
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

    package func grantees() throws(EventLogError) -> [UserID] {
        try use { (connection) throws(EventLogError) in
            try LogReader(connection).grantees()
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

    @discardableResult
    package func append(_ batch: AppendBatch) throws(EventLogError) -> LogTail {
        guard let tail = held, let connection = current else {
            throw .refused("append without the lock")
        }
        // Read now: the connection may be a new one once the outcome is known.
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
            connection.forget([Connection.addBatch], ifStaleBy: .server(error))
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

    // MARK: A commit of unknown outcome

    /// Returns if the batch is in the log, and throws if it is not.
    ///
    /// The lost session may live on in the server and still be committing. It holds the append lock
    /// until it has ended, so the result under that lock is final.
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

    /// Throws only `.outcomeUnknown`.
    private func stands(
        _ batch: AppendBatch,
        hash: [UInt8]
    ) throws(EventLogError) -> Bool {
        do {
            let connection = try connected()
            defer { connection.rollback() }
            _ = try connection.lockLog(limits)
            guard try connection.stands(batch, hash: hash) else { return false }
            // It is on this server; once this commit has waited for the standbys, it is on them
            // too.
            try connection.confirmLog()
            isCovered = true
            return true
        } catch {
            current = nil
            throw .outcomeUnknown("\(error)")
        }
    }

    // MARK: The connection

    func use<Result>(
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
