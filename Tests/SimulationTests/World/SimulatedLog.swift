import Events
import TestSupport

@testable import EventStore
@testable import Model

/// One node's connection to the store.
///
/// Fails as networks and machines do.
final class SimulatedLog: EventLog {
    private let store: SimulatedStore
    private let node: Int
    private var random: SeededGenerator

    /// Runs while no node holds the lock: other nodes may work.
    var interrupt: () -> Void = {}
    /// The machine died: no call works from then on, and no answer reaches a client.
    private(set) var isCrashed = false
    /// Failures since the last reset.
    private(set) var faults = 0
    /// The failovers of the store when this batch began: a later one ends the connection.
    private var server = 0
    /// The log as the last lock returned it; nil if there was none, or its server is gone.
    private(set) var lastLocked: LockedLog?

    init(_ store: SimulatedStore, node: Int, seed: UInt64) {
        self.store = store
        self.node = node
        random = SeededGenerator(seed: seed)
    }

    func resetFaults() {
        faults = 0
        server = store.failovers
        lastLocked = nil
    }

    func histories(of streams: [StreamID]) throws(EventLogError) -> [StreamID: StreamHistory] {
        if store.lockedBy == nil, random.chance(10) { interrupt() }
        try step()
        var histories: [StreamID: StreamHistory] = [:]
        for stream in streams { histories[stream] = store.history(of: stream) }
        return histories
    }

    func grantees() throws(EventLogError) -> [UserID] {
        if store.lockedBy == nil, random.chance(10) { interrupt() }
        try step()
        return store.events.compactMap { recorded in
            guard case .user(.roleGranted) = recorded.event, case .user(let user) = recorded.stream
            else { return nil }
            return user
        }
    }

    func lock() throws(EventLogError) -> LockedLog {
        if random.chance(15) { interrupt() }
        try step()
        if random.chance(2) { try fail(.lockTimeout) }
        store.lockedBy = node
        let locked = LockedLog(
            tail: store.tail,
            now: store.now,
            isCovered: !store.isUncovered
        )
        lastLocked = locked
        return locked
    }

    func confirm() throws(EventLogError) {
        try step()
        store.cover()
        release()
    }

    func probe(afterFailure: Bool) throws(EventLogError) -> LockedLog {
        let locked = try lock()
        try confirm()
        return locked
    }

    func events(
        after position: LogPosition,
        limit: Int
    ) throws(EventLogError) -> [RecordedEvent] {
        try step()
        return Array(store.events.dropFirst(Int(position.rawValue)).prefix(limit))
    }

    func receipts(for keys: [ReceiptKey]) throws(EventLogError) -> [ReceiptKey: FoundReceipt] {
        try step()
        var found: [ReceiptKey: FoundReceipt] = [:]
        for key in keys { found[key] = store.receipts[key].map { .sealed($0) } }
        return found
    }

    func stands(_ tail: LogTail) throws(EventLogError) -> Bool {
        try step()
        return store.stands(tail)
    }

    func append(_ batch: AppendBatch) throws(EventLogError) -> LogTail {
        // Before the commit.
        try step()
        let isUnknown = random.chance(1)
        if isUnknown, random.chance(50) { try fail(.outcomeUnknown("before the commit")) }
        store.append(batch, by: node)
        store.lockedBy = nil
        // The wait for the standby was cancelled: the events are visible, but not safe.
        if random.chance(1) { try fail(.outcomeUnknown("not covered")) }
        store.cover()
        // After the commit: a lost connection that is resolved is a success, otherwise unknown.
        if random.chance(2) { try crash() }
        if isUnknown { try fail(.outcomeUnknown("after the commit")) }
        return store.tail
    }

    func release() {
        if store.lockedBy == node { store.lockedBy = nil }
    }

    /// Loses the connection or the machine, which can happen between any two steps.
    private func step() throws(EventLogError) {
        if isCrashed { throw .unavailable("crashed") }
        if server != store.failovers {
            server = store.failovers
            lastLocked = nil
            try fail(.unavailable("the server is gone"))
        }
        if random.chance(0.5) { try crash() }
        if random.chance(3) { try fail(.unavailable("connection lost")) }
    }

    private func crash() throws(EventLogError) {
        isCrashed = true
        try fail(.unavailable("crashed"))
    }

    private func fail(_ error: EventLogError) throws(EventLogError) {
        faults += 1
        release()
        throw error
    }
}
