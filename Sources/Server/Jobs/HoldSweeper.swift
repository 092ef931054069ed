import Commands
import Events
import Postgres
import Synchronization

/// Writes that holds have run out.
///
/// Decisions do not wait for it: a hold past its deadline counts as gone anyway. What the read
/// model says is a hint; the command decides on the log.
final class HoldSweeper: Job {
    let name = JobName.holdExpiry
    let intervalSeconds: Int
    private let session: Mutex<DatabaseSession>
    private let commands: JobCommands
    private let limit: Int

    /// `database` under the role that reads the read models.
    init(
        database: ConnectionOptions,
        commands: JobCommands,
        intervalSeconds: Int,
        limit: Int
    ) {
        session = Mutex(DatabaseSession(database))
        self.commands = commands
        self.intervalSeconds = intervalSeconds
        self.limit = limit
    }

    /// Ends those that are due, the longest overdue first.
    func run(_ run: JobRun) throws -> JobReport {
        let due = try session.withLock { session throws(PostgresError) in
            try session.use(dueHolds)
        }
        guard !due.isEmpty else { return .nothing }
        let outcomes = try commands.perform(due.map(ExpireHold.init), givesUp: run.isStopped)
        // Others were cancelled meanwhile, or the read model does not show yet that they are expired.
        let expired = outcomes.count { $0.isDone }
        return expired == 0
            ? .nothing : .done("\(expired) holds expired", hasMore: due.count == limit)
    }

    private func dueHolds(_ connection: Connection) throws(PostgresError) -> [HoldID] {
        let rows = try connection.execute(
            """
            SELECT hold_id
            FROM read.holds
            WHERE state = 'held' AND expires_at <= now()
            ORDER BY expires_at
            LIMIT $1
            """,
            [.int64(Int64(limit))]
        )
        var holds: [HoldID] = []
        for row in rows { holds.append(HoldID(try row.int64(0))) }
        return holds
    }
}

extension Outcome {
    var isDone: Bool {
        switch self {
        case .done: true
        case .rejected, .notFound, .forbidden, .keyReused, .unknown, .unavailable: false
        }
    }
}
