import Commands
import Entities
import Events
import HTTP
import Postgres
import Replay
import TestSupport
import Writer

@testable import EventStore
@testable import Identity
@testable import Jobs
@testable import Model
@testable import Node
@testable import Runtime
@testable import Settings
@testable import Tool

/// Overdue transfers, read models that show them and stay as they are, and a writer.
///
/// A transfer that one sweep ends therefore stays overdue for the next one.
final class SweepBed: Sendable {
    let bed: JobBed
    let queue: CommandQueue<Caller>
    let writer: WriterLoop<Caller>

    /// `count` is the number of overdue transfers.
    init(transfers count: Int, queueLimit: Int = 20_000) throws {
        bed = try JobBed()
        let clock = try DatabaseClock(bed.database)
        let options = bed.database.options
        queue = CommandQueue<Caller>(limit: queueLimit)
        writer = WriterLoop<Caller>(
            queue: queue,
            makeLog: {
                PostgresEventLog { try Connection(options.with(role: LogRole.commands.rawValue)) }
            },
            publish: { _ in },
            answer: { for answer in $0 { _ = Completion(answer) } }
        )
        try reserve(count)
        _ = try Rebuild(options).run()
        // Fewer than the limit at which a node refuses commands.
        try clock.setAhead(seconds: 5)
    }

    deinit {
        writer.stop()
    }

    private func reserve(_ count: Int) throws {
        var local = LocalWriter(bed.database.options, Configuration())
        let hasher = ClaimHasher(key: [UInt8](repeating: 7, count: 32))
        let users = local.perform(
            ["alice", "bob"].map { name in
                Register(
                    username: hasher.username(name),
                    email: hasher.email(name),
                    details: PersonalDetails(
                        username: name,
                        email: "\(name)@example.org",
                        name: nil,
                        passwordHash: "none"
                    ),
                    grant: Money(1_000_000, .rub)
                )
            },
            as: .anonymous
        ).compactMap { outcome -> UserID? in
            // The user's own event is the third before the end: opened, house debit, grant follow.
            if case .done(let position, _, _) = outcome {
                UserID(position.rawValue - 3)
            } else {
                nil
            }
        }
        guard let sender = users.first, let receiver = users.last, users.count == 2 else {
            throw Complaint("not registered")
        }
        let reserved = local.perform(
            (0..<count).map { _ in
                ReserveTransfer(to: .user(receiver), amount: Money(1, .rub), lifetimeSeconds: 1)
            },
            as: Actor(sender)
        )
        guard reserved.allSatisfy(\.isDone) else { throw Complaint("not reserved: \(reserved)") }
    }

    func sweeper(portion: Int) -> ExpirySweeper {
        ExpirySweeper(
            .transfers,
            database: bed.database.options.with(role: LogRole.queries),
            commands: JobCommands(queue: queue),
            intervalSeconds: 1,
            limit: portion
        )
    }

    /// Runs the sweeper once, as a lane of this node does.
    func run(_ sweeper: ExpirySweeper, node: String = "one") throws {
        let lane = bed.lane(sweeper, node: node)
        try bed.register(sweeper)
        try bed.makeDue(sweeper.name)
        _ = lane.turn()
    }

    /// The number of expiries in the log, and of expired transfers.
    func expired() throws -> (events: Int64, transfers: Int64) {
        let row = try bed.database.connect().execute(
            "SELECT count(*), count(DISTINCT stream) FROM log.events WHERE type = 'transfer.expired'"
        ).only()
        return (try row.int64(0), try row.int64(1))
    }

    /// The newest run's report.
    func report() throws -> String? {
        try bed.database.connect().execute(
            "SELECT detail FROM jobs.runs WHERE job = 'transfer_expiry' ORDER BY id DESC LIMIT 1"
        ).first?.optionalString(0)
    }
}
