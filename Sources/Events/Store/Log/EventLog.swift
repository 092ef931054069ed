import Crypto
import Events
import Model
import Postgres

/// The log as the write side sees it.
///
/// One object is confined to one thread; calls block.
///
/// A batch is: `lock`, then reads, then decisions, then `append` or `release`. From `lock` on no
/// other node can append, so the batch is decided on exactly the state that is read then.
package protocol EventLog: AnyObject {
    /// Histories of the streams, each from its snapshot (if any) on, in order of version; a stream
    /// without events has an empty history. A transfer's history includes its debit. May be called
    /// with or without the lock.
    func histories(of streams: [StreamID]) throws(EventLogError) -> [StreamID: StreamHistory]

    /// Everybody who was ever given a role, each once. May be called with or without the lock.
    func grantees() throws(EventLogError) -> [UserID]

    /// Waits for the append lock, and returns the log's end and the time.
    ///
    /// Everything that can be read under the lock is as durable as this log's own appends, or will
    /// be once `append` or `confirm` has returned.
    func lock() throws(EventLogError) -> LockedLog

    /// Whether the log has a batch that ends with this tail: false after a failover to a server
    /// that lacks the last batches. Call under the lock.
    func stands(_ tail: LogTail) throws(EventLogError) -> Bool

    /// Events after `position` in order, at most `limit`.
    func events(after position: LogPosition, limit: Int) throws(EventLogError) -> [RecordedEvent]

    /// The receipts that are stored under these keys. Call under the lock.
    func receipts(for keys: [ReceiptKey]) throws(EventLogError) -> [ReceiptKey: FoundReceipt]

    /// Writes the batch in one transaction, commits it durably, releases the lock and returns the
    /// new end of the log. A commit of unknown outcome is resolved inside: the call returns only
    /// when the batch is known to be stored, and throws only when it is known not to be.
    @discardableResult
    func append(_ batch: AppendBatch) throws(EventLogError) -> LogTail

    /// Releases the lock without an effect once everything read under it is durable: for responses
    /// that depend on stored rows, such as a receipt.
    func confirm() throws(EventLogError)

    /// Releases the lock without an effect.
    func release()

    /// Tests whether a batch could be appended now: takes the lock, commits as an append does
    /// without adding an event, and returns the state under the lock.
    ///
    /// `afterFailure`: whether to check as well that there is room for new rows.
    func probe(afterFailure: Bool) throws(EventLogError) -> LockedLog
}

/// The state of the log under the append lock.
package struct LockedLog: Hashable, Sendable {
    package let tail: LogTail
    /// The database's clock when the lock was taken: the time of a batch that is decided now,
    /// unless the log's last time is later.
    package let now: Timestamp
    /// Whether the log's end was appended or confirmed by this session.
    ///
    /// Then all events under the lock are as durable as the operator has configured; receipts alone
    /// don't move the end.
    package let isCovered: Bool
    /// The epochs of the log, as of the lock.
    package let history: LogHistory

    package init(
        tail: LogTail,
        now: Timestamp,
        isCovered: Bool = true,
        history: LogHistory = .inMemory
    ) {
        self.tail = tail
        self.now = now
        self.isCovered = isCovered
        self.history = history
    }
}

/// The end of the log: positions continue from here, and time does not go back.
package struct LogTail: Hashable, Sendable {
    package let position: LogPosition
    package let recordedAt: Timestamp
    /// The hash of the last batch.
    ///
    /// The chain makes it depend on all batches before: two logs with the same hash at their ends
    /// are equal.
    package let hash: [UInt8]

    /// Before the first batch.
    static let start = LogTail(
        position: .start,
        recordedAt: Timestamp(microseconds: 0),
        hash: [UInt8](repeating: 0, count: SHA256.length)
    )
}

/// A stream's past: its snapshot, if there is one, and the events after it.
package struct StreamHistory: Sendable {
    package var snapshot: StoredSnapshot?
    package var events: [RecordedEvent]
    /// For a transfer's stream only: the debit posting at the transfer's own position, in its
    /// sender's stream.
    ///
    /// Nil for a transfer that was pending first, and if there is no such transfer.
    package var debit: RecordedEvent?

    package init(
        snapshot: StoredSnapshot? = nil,
        events: [RecordedEvent] = [],
        debit: RecordedEvent? = nil
    ) {
        self.snapshot = snapshot
        self.events = events
        self.debit = debit
    }
}

/// An entity's state after `version` events, to load a long stream quickly.
///
/// JSON text.
package struct StoredSnapshot: Hashable, Sendable {
    package let version: StreamVersion
    /// The shape of `state`; a snapshot of an unknown shape is ignored and the stream read whole.
    package let schema: Int16
    package let state: [UInt8]

    package init(version: StreamVersion, schema: Int16, state: [UInt8]) {
        self.version = version
        self.schema = schema
        self.state = state
    }
}

/// Why an operation of the log failed.
///
/// In each case but `outcomeUnknown` nothing was written.
package enum EventLogError: Error, Equatable {
    /// The database can't be reached, ended the connection, or refuses writes; worth trying again.
    case unavailable(String)
    /// It is not known whether the batch was stored: the wait was given up at shutdown.
    /// The client must not be told that nothing happened.
    case outcomeUnknown(String)
    /// The lock was not given within the limit; worth trying again.
    case lockTimeout
    /// The log holds something this software can't read: an unknown type or a broken payload.
    case unreadable(LogPosition, String)
    /// The database refused the rows for a reason that trying again does not fix.
    case refused(String)
}

extension EventLogError: CustomStringConvertible {
    /// One line, fit for logs and for the person who typed a command.
    package var description: String {
        switch self {
        case .unavailable(let cause): "the log is not available: \(cause)"
        case .outcomeUnknown(let cause):
            "whether the last batch was written is not known: \(cause)"
        case .lockTimeout: "the append lock was not given in time"
        case .unreadable(let position, let cause): "event \(position) can't be read: \(cause)"
        case .refused(let cause): "refused: \(cause)"
        }
    }
}

extension EventLogError {
    /// The one place where PostgreSQL's errors become the log's.
    init(_ error: PostgresError) {
        switch error {
        case .connection(let text):
            self = .unavailable(text)
        case .server(let error):
            self.init(error)
        case .decoding, .misuse:
            self = .refused("\(error)")
        }
    }

    init(_ error: ServerError) {
        switch error.sqlState {
        case .lockNotAvailable:
            self = .lockTimeout
        case .uniqueViolation:
            self = .refused(EventLogError.duplicate(error))
        case let state where state.isTransient:
            self = .unavailable("\(error)")
        default:
            // Without the detail, which may quote a row of personal data.
            self = .refused("\(error.message) (SQLSTATE \(error.sqlState.code))")
        }
    }

    /// From an error of an injected connect function.
    init(connecting error: any Error) {
        if let error = error as? PostgresError {
            // Any failure to connect may be fixed outside this process.
            self = .unavailable("\(error)")
        } else {
            self = .unavailable("no connection: \(error)")
        }
    }

    private static func duplicate(_ error: ServerError) -> String {
        let what =
            switch error.constraint {
            case "events_position": "an event exists at that position already"
            case "events_stream_version": "the stream has an event of that version already"
            case "batches_last_position", "batches_first_position":
                "a batch exists at that position already"
            case "receipts_actor_key": "a receipt exists under that key already"
            case "people_user_id": "the user has personal data already"
            case let name: "\(name ?? "a key") exists already"
            }
        guard let detail = error.detail else { return what }
        return "\(what): \(detail)"
    }
}

extension EventLogError {
    init(_ error: UnreadableEvent) {
        self = .unreadable(error.position, "\(error.reason)")
    }
}
