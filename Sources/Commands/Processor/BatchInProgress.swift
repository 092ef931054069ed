import EventStore
import Events
import Model

/// What has been decided of a batch so far.
struct BatchInProgress {
    let tail: LogTail
    /// Which positions still stand.
    let history: LogHistory
    /// The one time that every decision of the batch is made at: the database's, and never before the
    /// log's last.
    let now: Timestamp
    /// Commands received before this time have been answered by somebody else.
    var answeredBefore: MonotonicTime?
    /// Whether an outcome is a stored answer.
    var hasReplays = false
    /// Stored receipts under the keys of the batch, and those that it adds: a second command under
    /// a key is answered with the first one's, within a batch as later.
    var receipts: [ReceiptKey: FoundReceipt] = [:]
    var append: AppendBatch
    var outcomes: [Outcome] = []
    /// Streams that have grown far enough for a snapshot.
    var grown: Set<StreamID> = []

    init(_ locked: LockedLog, capacity: Int) {
        tail = locked.tail
        history = locked.history
        now = max(locked.now, locked.tail.recordedAt)
        append = AppendBatch(recordedAt: now)
        append.events.reserveCapacity(2 * capacity)
        outcomes.reserveCapacity(capacity)
    }

    /// The position of the last event, decided ones included.
    var end: LogPosition { tail.position.advanced(by: append.events.count) }

    /// Whether there is anything to append.
    var hasEffect: Bool { !append.events.isEmpty || !append.receipts.isEmpty }
}
