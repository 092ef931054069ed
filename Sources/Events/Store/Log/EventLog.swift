import Crypto
import Events
import Model

/// The log as the write side sees it.
///
/// One object is confined to one thread; calls block.
///
/// A batch is: `lock`, then reads, then decisions, then `append` or `release`. From `lock` on no
/// other node can append, so what is read then is the truth that the batch is decided on.
package protocol EventLog: AnyObject {
    /// Histories of the streams, each from its snapshot (if any) on, in order of version; a stream
    /// without events has an empty history. A transfer's comes with its debit. May be called with
    /// or without the lock.
    func histories(of streams: [StreamID]) throws(EventLogError) -> [StreamID: StreamHistory]

    /// Waits for the append lock, and returns what the log ends with and what time it is.
    ///
    /// All that can be read under the lock is as durable as what this log appends itself, or will be
    /// once `append` or `confirm` has returned.
    func lock() throws(EventLogError) -> LockedLog

    /// Whether the log ended so at some time: false once a server has taken over that lacks the last
    /// of what was appended. Call under the lock.
    func stands(_ tail: LogTail) throws(EventLogError) -> Bool

    /// Events after `position` in order, at most `limit`.
    func events(after position: LogPosition, limit: Int) throws(EventLogError) -> [RecordedEvent]

    /// The receipts that stand under these keys. Call under the lock.
    func receipts(for keys: [ReceiptKey]) throws(EventLogError) -> [ReceiptKey: FoundReceipt]

    /// Writes the batch in one transaction, commits it durably, gives the lock back and returns what
    /// the log ends with then. A commit of unknown outcome is resolved inside: the call answers only
    /// when the batch is known to stand, and throws only when it is known not to.
    @discardableResult
    func append(_ batch: AppendBatch) throws(EventLogError) -> LogTail

    /// Gives the lock back without an effect once all that was read under it is durable: for answers
    /// that rest on what is stored, such as a receipt.
    func confirm() throws(EventLogError)

    /// Gives the lock back without an effect.
    func release()

    /// Takes the lock, writes something that nobody reads, commits it as a batch is committed, and
    /// returns what the lock was taken at: whether a batch could be appended now.
    ///
    /// `afterFailure`: whether to find out as well that there is room for new rows.
    func probe(afterFailure: Bool) throws(EventLogError) -> LockedLog
}

/// What the append lock was taken at.
package struct LockedLog: Hashable, Sendable {
    package let tail: LogTail
    /// The database's clock once the lock was held: the time of a batch that is decided now, unless the
    /// log's last time is later.
    package let now: Timestamp
    /// Whether the log ends with what this session has appended or confirmed.
    ///
    /// Then all events under the lock are as durable as the operator asks; receipts alone don't move the
    /// end.
    package let isCovered: Bool
    /// Which positions of the log still stand, as of the lock.
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

/// What the log ends with: positions continue from here, and time does not go back.
package struct LogTail: Hashable, Sendable {
    package let position: LogPosition
    package let recordedAt: Timestamp
    /// Of the last batch, and through the chain of everything before it: two logs that end with the
    /// same hash are the same.
    package let hash: [UInt8]

    package init(position: LogPosition, recordedAt: Timestamp, hash: [UInt8]) {
        self.position = position
        self.recordedAt = recordedAt
        self.hash = hash
    }

    /// Before the first batch.
    static let start = LogTail(
        position: .start,
        recordedAt: Timestamp(microseconds: 0),
        hash: [UInt8](repeating: 0, count: SHA256.length)
    )
}

/// A stream's past: what a snapshot holds, if there is one, and the events after it.
package struct StreamHistory: Sendable {
    package var snapshot: StoredSnapshot?
    package var events: [RecordedEvent]
    /// Of a transfer's stream only: the debit posting that stands at the transfer's own position, in
    /// its sender's stream.
    ///
    /// Nil for a transfer that was pending first, and for none at all.
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
    /// The shape of `state`; one that the code does not know is ignored and the stream read whole.
    package let schema: Int16
    package let state: [UInt8]

    package init(version: StreamVersion, schema: Int16, state: [UInt8]) {
        self.version = version
        self.schema = schema
        self.state = state
    }
}

/// What one transaction appends.
///
/// The events carry the positions after the tail, in order, without a gap, and each the version
/// after the last of its stream. A snapshot is of its stream after the batch's last event there.
package struct AppendBatch: Sendable {
    package var events: [RecordedEvent]
    package var receipts: [(key: ReceiptKey, receipt: Receipt)]
    package var people: [PersonChange]
    package var snapshots: [(stream: StreamID, snapshot: StoredSnapshot)]
    package let recordedAt: Timestamp

    package init(
        events: [RecordedEvent] = [],
        receipts: [(key: ReceiptKey, receipt: Receipt)] = [],
        people: [PersonChange] = [],
        snapshots: [(stream: StreamID, snapshot: StoredSnapshot)] = [],
        recordedAt: Timestamp
    ) {
        self.events = events
        self.receipts = receipts
        self.people = people
        self.snapshots = snapshots
        self.recordedAt = recordedAt
    }
}

/// An idempotency key within the actor it belongs to.
package struct ReceiptKey: Hashable, Sendable {
    package let actor: Actor
    /// 1 to 255 visible ASCII characters.
    package let key: String

    package init(actor: Actor, key: String) {
        self.actor = actor
        self.key = key
    }
}

/// What was answered to the first request under a key, for every later one.
package struct Receipt: Hashable, Sendable {
    /// SHA-256 of method, path and body of the request, keyed if a password is in it.
    package let fingerprint: [UInt8]
    /// Nil if the command was done, or the reason word it was refused with.
    package let refusal: String?
    package let position: LogPosition
    /// Path of what was made.
    package let location: String?
    package let recordedAt: Timestamp

    package init(
        fingerprint: [UInt8],
        refusal: String?,
        position: LogPosition,
        location: String?,
        recordedAt: Timestamp
    ) {
        self.fingerprint = fingerprint
        self.refusal = refusal
        self.position = position
        self.location = location
        self.recordedAt = recordedAt
    }
}

/// Why the log could not do what was asked.
///
/// In each case but `outcomeUnknown` nothing was written.
package enum EventLogError: Error, Equatable {
    /// The database can't be reached, ended the connection, or refuses writes; worth trying again.
    case unavailable(String)
    /// Whether the batch stands could not be found out before the wait was given up at shutdown.
    /// Nobody may be told that nothing happened.
    case outcomeUnknown(String)
    /// The lock was not given within the limit; worth trying again.
    case lockTimeout
    /// The log holds something this software can't read: an unknown type or a broken payload.
    case unreadable(LogPosition, String)
    /// The database refused the rows for a reason that trying again does not mend.
    case refused(String)
}
