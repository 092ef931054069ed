import Crypto
import Events

@testable import EventStore
@testable import Model

/// The database under all nodes, which survives every crash.
///
/// Refuses everything that PostgreSQL's constraints would refuse, and records it as a violation.
final class SimulatedStore {
    /// The database's clock.
    var now = SimulatedStore.start
    /// All committed events that are not lost, in order.
    private var commits: [AppendBatch] = []
    /// How often another server has taken over.
    private(set) var failovers = 0
    /// The number of commits that the standby has, so that a failover keeps them.
    private(set) var covered = 0
    /// The number of events ever appended.
    private(set) var appended = 0
    private(set) var events: [RecordedEvent] = []
    private(set) var receipts: [ReceiptKey: Receipt] = [:]
    private(set) var people: Set<UserID> = []
    private var snapshots: [StreamID: StoredSnapshot] = [:]
    private var streams: [StreamID: [Int]] = [:]
    private(set) var recordedAt = SimulatedStore.start
    private(set) var violations: [String] = []
    /// The chain of hashes over the batches, by their last position.
    private var hashes: [Int: [UInt8]] = [:]

    /// The node that holds the append lock.
    var lockedBy: Int?
    /// Receives each append's events, so that a projection can follow.
    var committed: ([RecordedEvent]) -> Void = { _ in }

    static let start = Timestamp(microseconds: 1_700_000_000_000_000)

    var tail: LogTail {
        LogTail(
            position: LogPosition(Int64(events.count)),
            recordedAt: recordedAt,
            hash: hashes[events.count] ?? []
        )
    }

    /// Whether the log had this end at some time.
    func stands(_ tail: LogTail) -> Bool {
        hashes[Int(tail.position.rawValue)] ?? [] == tail.hash
    }

    func history(of stream: StreamID) -> StreamHistory {
        let snapshot = snapshots[stream]
        let known = Int(snapshot?.version.rawValue ?? 0)
        let indices = streams[stream] ?? []
        return StreamHistory(
            snapshot: snapshot,
            events: indices.dropFirst(known).map { events[$0] },
            debit: debit(of: stream)
        )
    }

    /// The debit at a transfer's own position.
    private func debit(of stream: StreamID) -> RecordedEvent? {
        guard case .transfer(let id) = stream, (1...Int64(events.count)).contains(id.rawValue)
        else { return nil }
        let event = events[Int(id.rawValue) - 1]
        guard case .account(.debited) = event.event else { return nil }
        return event
    }

    /// Whether any visible event would be lost in a failover.
    var isUncovered: Bool { covered < commits.count }

    /// Notes that a commit has waited for the standby, which then has all earlier ones as well.
    func cover() {
        covered = commits.count
    }

    /// Lets a server take over that has only the first `count` commits.
    ///
    /// Returns the keys whose receipts are lost.
    func failOver(keeping count: Int) -> Set<ReceiptKey> {
        failovers += 1
        let before = Set(receipts.keys)
        let kept = commits.prefix(count)
        commits = []
        covered = count
        events = []
        receipts = [:]
        people = []
        snapshots = [:]
        streams = [:]
        hashes = [:]
        recordedAt = Self.start
        for batch in kept { apply(batch) }
        return before.subtracting(receipts.keys)
    }

    func append(_ batch: AppendBatch, by node: Int) {
        if lockedBy != node { violations.append("node \(node) appends without the lock") }
        if batch.recordedAt < recordedAt { violations.append("time goes back") }
        if batch.recordedAt > max(now, recordedAt) {
            violations.append("G4: a time that is not the database's")
        }
        appended += batch.events.count
        apply(batch)
        committed(batch.events)
    }

    private func apply(_ batch: AppendBatch) {
        commits.append(batch)
        for event in batch.events {
            if event.position.rawValue != Int64(events.count + 1) {
                violations.append("E1: position \(event.position) after \(events.count)")
            }
            let version = streams[event.stream]?.count ?? 0
            if Int(event.version.rawValue) != version + 1 {
                violations.append(
                    "E1: version \(event.version) of \(event.stream) after \(version)"
                )
            }
            streams[event.stream, default: []].append(events.count)
            events.append(event)
        }
        for (key, receipt) in batch.receipts where receipts.updateValue(receipt, forKey: key) != nil
        {
            violations.append("I1: a second receipt under \(key)")
        }
        for (stream, snapshot) in batch.snapshots { snapshots[stream] = snapshot }
        for change in batch.people {
            switch change {
            case .added(let person):
                if !people.insert(person.user).inserted {
                    violations.append("a second person \(person.user)")
                }
            case .passwordChanged(let user, _), .passwordRenewed(let user, _),
                .detailsChanged(let user, _):
                if !people.contains(user) { violations.append("no person \(user)") }
            case .signedIn, .sessionUsed, .signedOut: break
            case .erased(let user):
                if people.remove(user) == nil { violations.append("no person \(user)") }
            }
        }
        if !batch.events.isEmpty {
            recordedAt = batch.recordedAt
            // A chain, so that a command which is sent again after a cut makes another history.
            let before = hashes[events.count - batch.events.count] ?? []
            let commands = batch.events.map { "\($0.origin.command)" }.joined(separator: " ")
            hashes[events.count] = SHA256.hash(before + Array(commands.utf8))
        }
    }
}
