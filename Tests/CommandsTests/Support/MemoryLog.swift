import Events

@testable import Entities
@testable import EventStore
@testable import Model

/// A log in memory, with the failures that a test wants.
final class MemoryLog: EventLog {
    private(set) var stored: [RecordedEvent] = []
    private(set) var kept: [ReceiptKey: Receipt] = [:]
    private(set) var people: [PersonChange] = []
    private(set) var snapshots: [StreamID: StoredSnapshot] = [:]
    private var recordedAt = Given.start
    /// Hashes of the batches, by their last position: a number that no other batch has.
    private var hashes: [Int: [UInt8]] = [:]

    /// The errors of the next calls, in order.
    var lockFailures: [EventLogError] = []
    var appendFailures: [EventLogError] = []
    var confirmFailures: [EventLogError] = []
    /// The errors of the next reads of events.
    var readFailures: [EventLogError] = []
    /// Refuses every batch that has such an event.
    var refuses: (RecordedEvent) -> Bool = { _ in false }
    /// Runs once, before the lock is taken next: another node's work.
    var beforeLock: (() -> Void)?

    /// The history that the log reports.
    var history = LogHistory.inMemory
    /// Keys whose receipts are not trusted.
    var distrusted: Set<ReceiptKey> = []

    private(set) var isLocked = false
    private(set) var historyQueries: [Set<StreamID>] = []
    private(set) var receiptQueries = 0
    private(set) var appends = 0
    private(set) var confirmations = 0
    /// The database's clock.
    var now: () -> Timestamp = { SystemTime().now() }

    func histories(of streams: [StreamID]) throws(EventLogError) -> [StreamID: StreamHistory] {
        historyQueries.append(Set(streams))
        var histories: [StreamID: StreamHistory] = [:]
        for stream in streams {
            let snapshot = snapshots[stream].flatMap {
                Snapshot.isKnown(schema: $0.schema) ? $0 : nil
            }
            histories[stream] = StreamHistory(
                snapshot: snapshot,
                events: stored.filter {
                    $0.stream == stream && $0.version > snapshot?.version ?? .none
                },
                debit: debit(of: stream)
            )
        }
        return histories
    }

    func grantees() throws(EventLogError) -> [UserID] { stored.compactMap(\.grantee) }

    /// The debit at a transfer's own position.
    private func debit(of stream: StreamID) -> RecordedEvent? {
        guard case .transfer(let id) = stream else { return nil }
        return stored.first {
            if case .account(.debited) = $0.event {
                $0.position.rawValue == id.rawValue
            } else {
                false
            }
        }
    }

    func lock() throws(EventLogError) -> LockedLog {
        let interruption = beforeLock
        beforeLock = nil
        interruption?()
        if !lockFailures.isEmpty { throw lockFailures.removeFirst() }
        precondition(!isLocked)
        isLocked = true
        return LockedLog(tail: tail, now: now(), history: history)
    }

    private var tail: LogTail {
        LogTail(
            position: LogPosition(Int64(stored.count)),
            recordedAt: recordedAt,
            hash: hashes[stored.count] ?? []
        )
    }

    func stands(_ tail: LogTail) throws(EventLogError) -> Bool {
        precondition(isLocked)
        return hashes[Int(tail.position.rawValue)] ?? [] == tail.hash
    }

    func events(
        after position: LogPosition,
        limit: Int
    ) throws(EventLogError) -> [RecordedEvent] {
        if !readFailures.isEmpty { throw readFailures.removeFirst() }
        return Array(stored.dropFirst(Int(position.rawValue)).prefix(limit))
    }

    func receipts(for keys: [ReceiptKey]) throws(EventLogError) -> [ReceiptKey: FoundReceipt] {
        precondition(isLocked)
        receiptQueries += 1
        var found: [ReceiptKey: FoundReceipt] = [:]
        for key in keys {
            found[key] = distrusted.contains(key) ? .distrusted : kept[key].map { .sealed($0) }
        }
        return found
    }

    func append(_ batch: AppendBatch) throws(EventLogError) -> LogTail {
        precondition(isLocked)
        isLocked = false
        if !appendFailures.isEmpty { throw appendFailures.removeFirst() }
        if batch.events.contains(where: refuses) { throw .refused("a value") }
        appends += 1
        for event in batch.events {
            precondition(event.position.rawValue == Int64(stored.count + 1), "a gap")
            let version = stored.last { $0.stream == event.stream }?.version ?? .none
            precondition(event.version == version.next, "a version of \(event.stream)")
            stored.append(event)
        }
        for (key, receipt) in batch.receipts { kept[key] = receipt }
        for (stream, snapshot) in batch.snapshots { snapshots[stream] = snapshot }
        people += batch.people
        guard !batch.events.isEmpty else { return tail }
        recordedAt = batch.recordedAt
        hashes[stored.count] = Array("batch \(appends)".utf8)
        return tail
    }

    func confirm() throws(EventLogError) {
        precondition(isLocked)
        isLocked = false
        if !confirmFailures.isEmpty { throw confirmFailures.removeFirst() }
        confirmations += 1
    }

    func release() {
        isLocked = false
    }

    func probe(afterFailure: Bool) throws(EventLogError) -> LockedLog {
        let locked = try lock()
        try confirm()
        return locked
    }

    /// Loses the last events, as when a server takes over that lacks them.
    func fail(over count: Int) {
        stored.removeLast(count)
        hashes = hashes.filter { $0.key <= stored.count }
    }

    /// Makes every snapshot unreadable.
    func breakSnapshots() {
        snapshots = snapshots.mapValues {
            StoredSnapshot(version: $0.version, schema: $0.schema, state: [0])
        }
    }

    /// Gives every snapshot another schema.
    func ageSnapshots() {
        snapshots = snapshots.mapValues {
            StoredSnapshot(version: $0.version, schema: $0.schema + 1, state: [0])
        }
    }
}

extension RecordedEvent {
    /// The user who is given a role by the event.
    fileprivate var grantee: UserID? { event.grantee(in: stream) }
}

extension Event {
    /// The user with this stream who is given a role by the event.
    func grantee(in stream: StreamID) -> UserID? {
        guard case .user(.roleGranted) = self, case .user(let user) = stream else { return nil }
        return user
    }
}
