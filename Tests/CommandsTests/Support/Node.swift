import Events

@testable import Commands
@testable import Entities
@testable import EventStore
@testable import Model
@testable import Writer

/// A processor over a log, with a clock that the test sets.
final class Node {
    final class Clock: TimeSource {
        var seconds = 0
        var waited: Int64 = 0

        func now() -> Timestamp { Given.start.advanced(bySeconds: seconds) }
        func uptime() -> MonotonicTime { MonotonicTime(nanoseconds: waited * 1_000_000) }
    }

    let log: MemoryLog
    let clock = Clock()
    private(set) var committed: [RecordedEvent] = []
    /// Events of other nodes that were passed on.
    private(set) var followed: [RecordedEvent] = []
    private(set) var readings: [LockReading] = []
    private var nextID: UInt64 = 0
    private var processor: Processor?

    init(_ log: MemoryLog = MemoryLog(), limits: CommandLimits = CommandLimits()) {
        self.log = log
        var hooks = Processor.Hooks()
        hooks.committed = { [unowned self] in committed += $0 }
        hooks.followed = { [unowned self] in followed += $0 }
        hooks.locked = { [unowned self] reading in
            readings.append(reading)
            return nil
        }
        processor = Processor(log: log, time: clock, limits: limits, hooks: hooks)
        // One clock for all, unless a test sets them apart.
        log.now = { [clock] in clock.now() }
    }

    /// The epochs in which the last batch was decided.
    var epochs: [EpochID?] { processor?.epochs ?? [] }

    var entities: Int { processor?.model.count ?? 0 }

    func submission(
        _ command: any Command,
        by actor: Actor,
        key: String? = nil,
        body: UInt8 = 0,
        witness: LogPlace? = nil,
        session: SessionID? = nil,
        receivedAt: Int64 = 0
    ) -> Submission<Int> {
        nextID += 1
        return Submission(
            command,
            id: UUID128(high: 0, low: nextID),
            actor: actor,
            key: key.map { IdempotencyKey($0, fingerprint: [body]) },
            witness: witness,
            session: session,
            receivedAt: MonotonicTime(nanoseconds: receivedAt * 1_000_000),
            ticket: 0
        )
    }

    func process(
        _ batch: [Submission<Int>],
        adding more: Processor.More<Int>? = nil
    ) -> [Outcome] {
        processor?.process(batch, adding: more) ?? []
    }

    func process(
        _ command: any Command,
        by user: UserID,
        key: String? = nil,
        body: UInt8 = 0
    ) -> Outcome {
        process([submission(command, by: Actor(user), key: key, body: body)])[0]
    }

    /// Registers a user with an amount of money.
    func register(_ number: UInt64, grant: Int64 = 100) throws -> UserID {
        let details = PersonalDetails(
            username: "user\(number)",
            email: "\(number)@example.com",
            name: nil,
            passwordHash: "scrypt$"
        )
        let command = Register(
            username: name(number),
            email: address(number),
            details: details,
            grant: rub(grant)
        )
        guard
            case .done(_, let location?, false) =
                process([submission(command, by: .anonymous)])[0],
            let id = Int64(location.dropFirst("/users/".count))
        else { throw NotRegistered() }
        return UserID(id)
    }

    struct NotRegistered: Error {}

    /// The balance by all events of the log.
    func balance(_ user: UserID) -> Int64 {
        var balance: Int64 = 0
        for event in log.stored where event.stream == .account(AccountID(of: user)) {
            guard case .account(let change) = event.event else { continue }
            switch change {
            case .opened, .reserved, .released, .closed, .reopened: break
            case .debited(let posting): balance -= posting.amount.minorUnits
            case .credited(let posting): balance += posting.amount.minorUnits
            }
        }
        return balance
    }
}

extension Outcome {
    static let unavailable = Outcome.unavailable(retryAfterSeconds: 1)

    /// Whether it is done, now or on an earlier try.
    var isDone: Bool {
        if case .done = self { true } else { false }
    }

    /// The reason for the rejection.
    var reason: String? {
        if case .rejected(let reason, _, _, _) = self { reason } else { nil }
    }
}
