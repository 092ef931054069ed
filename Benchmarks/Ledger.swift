import Commands
import Entities
import EventStore
import Events
import Model
import Postgres
import TestSupport
import Writer

/// A migrated database with users, driven in process, for the append benchmarks.
final class Ledger {
    let options: ConnectionOptions
    private(set) var users: [UserID] = []
    private let processor: Processor
    private var identifiers = UUIDGenerator()
    private var random: SeededGenerator

    init(_ options: ConnectionOptions, seed: UInt64) {
        self.options = options
        random = SeededGenerator(seed: seed)
        let commands = options.with(role: LogRole.commands.rawValue)
        let log = PostgresEventLog { try Connection(commands) }
        processor = Processor(log: log, time: SystemTime())
    }

    /// Registers `count` users with an opening grant of 1,000,000.00 RUB each.
    func register(_ count: Int) throws {
        let commands = options.with(role: LogRole.commands)
        let hasher = ClaimHasher(key: try LogSecrets.load(try Connection(commands)).claims)
        for start in stride(from: 0, to: count, by: 1000) {
            let numbers = start..<min(count, start + 1000)
            let outcomes = try run(
                numbers.map { number in
                    let name = "bench-\(users.count + number - start)"
                    return (
                        Register(
                            username: hasher.username(name),
                            email: hasher.email("\(name)@example.com"),
                            details: PersonalDetails(
                                username: name,
                                email: "\(name)@example.com",
                                name: nil,
                                passwordHash: "none"
                            ),
                            grant: Money(100_000_000, .rub)
                        ),
                        Actor.anonymous
                    )
                }
            )
            // The user's own event is the third before the end: opened, house debit, grant follow.
            for position in outcomes { users.append(UserID(position.rawValue - 3)) }
        }
    }

    /// Appends `count` transfers of 0.01 RUB between random users in batches of 1,000.
    func transfer(_ count: Int) throws {
        for start in stride(from: 0, to: count, by: 1000) {
            var batch: [(any Command, Actor)] = []
            batch.reserveCapacity(1000)
            for _ in start..<min(count, start + 1000) {
                let sender = Int(random.next() % UInt64(users.count))
                let step = 1 + Int(random.next() % UInt64(users.count - 1))
                let receiver = users[(sender + step) % users.count]
                batch.append(
                    (
                        TransferMoney(to: .user(receiver), amount: Money(1, .rub)),
                        Actor(users[sender])
                    )
                )
            }
            _ = try run(batch)
        }
    }

    /// Appends `count` reservations of 0.01 RUB for so many seconds, in batches of 1,000: of each
    /// user as many as of any other, at most 1,000.
    func reserve(_ count: Int, seconds: Int) throws {
        for start in stride(from: 0, to: count, by: 1000) {
            _ = try run(
                (start..<min(count, start + 1000)).map { number in
                    let receiver = users[(number + 1) % users.count]
                    return (
                        ReserveTransfer(
                            to: .user(receiver),
                            amount: Money(1, .rub),
                            lifetimeSeconds: seconds
                        ),
                        Actor(users[number % users.count])
                    )
                }
            )
        }
    }

    private func run(_ commands: [(any Command, Actor)]) throws -> [LogPosition] {
        let now = MonotonicTime.now
        let outcomes = processor.process(
            commands.enumerated().map { index, item in
                Submission(
                    item.0,
                    id: identifiers.next(),
                    actor: item.1,
                    receivedAt: now,
                    ticket: index
                )
            }
        )
        return try outcomes.map { outcome in
            guard case .done(let position, _, _) = outcome else {
                throw BenchError("a command was not done: \(outcome)")
            }
            return position
        }
    }

    func tail() throws -> LogPosition {
        let connection = try Connection(options)
        return try LogReader(connection).tail().position
    }
}
