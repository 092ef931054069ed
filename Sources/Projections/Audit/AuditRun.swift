import EventStore
import Events
import Model
import Postgres

/// Checks a log's events in order by the rules, up to the first that breaks one.
///
/// After a verified position it begins with the state that is kept there, and reads the earlier
/// events of each stream that a new event changes before it checks that event.
struct AuditRun {
    /// Where a rule is broken, or an earlier event can't be read.
    struct Problem: Sendable {
        let position: LogPosition
        let text: String
    }

    private(set) var problem: Problem?
    /// The number of earlier events that were read.
    private(set) var recalled = 0
    private var audit: InvariantAudit
    /// Nil if the whole log is checked.
    private var earlier: (reader: LogReader, needs: EarlierNeeds)?
    private var waiting: [RecordedEvent] = []

    /// New events whose streams are looked up at once.
    private static let chunk = 5_000

    /// Throws if another version has kept the state of `verified`.
    init(after verified: VerifiedLog?, _ connect: () throws -> Connection) throws {
        guard let verified else {
            audit = InvariantAudit()
            return
        }
        guard let audit = InvariantAudit(state: verified.rules) else { throw MalformedAuditState() }
        self.audit = audit
        earlier = (LogReader(try connect()), EarlierNeeds(through: verified.position))
    }

    /// The state after the last event.
    var state: [UInt8] { audit.state() }

    mutating func take(_ event: RecordedEvent) throws {
        guard problem == nil else { return }
        guard earlier != nil else { return check(event) }
        waiting.append(event)
        if waiting.count == Self.chunk { try checkWaiting() }
    }

    /// Ends the log.
    mutating func finish() throws {
        try checkWaiting()
        guard problem == nil else { return }
        do throws(InvariantViolation) { try audit.finish() } catch { note(error) }
    }

    private mutating func checkWaiting() throws {
        defer { waiting.removeAll(keepingCapacity: true) }
        for event in waiting { earlier?.needs.add(event) }
        guard let (reader, needs) = earlier, !waiting.isEmpty else { return }
        if !needs.streams.isEmpty {
            do throws(EventLogError) {
                let events = try reader.read(needs.streams, needs.positions, through: needs.end)
                recalled += events.count
                for event in events { audit.recall(event) }
            } catch .unreadable(let position, let text) {
                problem = Problem(
                    position: position,
                    text: "position \(position.rawValue): \(text)"
                )
                return
            }
        }
        earlier?.needs.clear()
        for event in waiting where problem == nil { check(event) }
    }

    private mutating func check(_ event: RecordedEvent) {
        do throws(InvariantViolation) { try audit.check(event) } catch { note(error) }
    }

    private mutating func note(_ violation: InvariantViolation) {
        problem = Problem(position: violation.position, text: "\(violation)")
    }
}

/// Which events of the verified part of a log the checks of new events need, each stream once.
struct EarlierNeeds {
    /// The verified position.
    let end: LogPosition
    private(set) var streams: [StreamID] = []
    /// Of debits.
    private(set) var positions: [LogPosition] = []
    private var known: Set<StreamID> = []

    init(through end: LogPosition) {
        self.end = end
    }

    mutating func add(_ event: RecordedEvent) {
        let needs = InvariantAudit.needs(event)
        for stream in needs.streams where mayHaveEarlier(stream) {
            // The debit of a transfer goes with its stream: taken again, it would undo a reversal.
            guard known.insert(stream).inserted else { continue }
            streams.append(stream)
            if let debit = needs.debit { positions.append(debit) }
        }
    }

    /// Forgets the streams and debits, once their events have been read.
    mutating func clear() {
        streams.removeAll(keepingCapacity: true)
        positions.removeAll(keepingCapacity: true)
    }

    /// An id is the position of the event that created the thing.
    private func mayHaveEarlier(_ stream: StreamID) -> Bool {
        switch stream {
        case .hold(let id): id.rawValue <= end.rawValue
        case .order(let id): id.rawValue <= end.rawValue
        case .session(let id): id.rawValue <= end.rawValue
        case .transfer(let id): id.rawValue <= end.rawValue
        case .invitation(let id): id.rawValue <= end.rawValue
        case .basket(let id): id.rawValue <= end.rawValue
        case .user, .username, .email, .account, .rates, .slot, .shop, .product, .services: true
        }
    }
}
