import Commands
import Events
import Postgres
import Synchronization

/// Writes that something has run out, for all that a read model says is overdue.
///
/// Decisions do not wait for it: what is past its deadline counts as gone anyway. What the read
/// model says is a hint; the command decides on the log.
final class ExpirySweeper: Job {
    /// What is swept.
    struct Target: Sendable {
        let job: JobName
        /// The ids of what is overdue, the longest first; `$1` is how many at most.
        let statement: String
        let expire: @Sendable (Int64) -> any Command
        /// What follows the number in a run's report.
        let told: String
    }

    let intervalSeconds: Int?
    private let target: Target
    private let session: Mutex<DatabaseSession>
    private let commands: JobCommands
    private let limit: Int

    /// `database` under the role that reads the read models.
    init(
        _ target: Target,
        database: ConnectionOptions,
        commands: JobCommands,
        intervalSeconds: Int,
        limit: Int
    ) {
        self.target = target
        session = Mutex(DatabaseSession(database))
        self.commands = commands
        self.intervalSeconds = intervalSeconds
        self.limit = limit
    }

    var name: JobName { target.job }

    /// Ends those that are due, the longest overdue first.
    func run(_ run: JobRun) throws -> JobReport {
        let due = try session.withLock { session throws(PostgresError) in
            try session.use(overdue)
        }
        guard !due.isEmpty else { return .nothing }
        let outcomes = try commands.perform(due.map(target.expire), givesUp: run.isStopped)
        // Others ended meanwhile, or the read model does not show yet that they are expired.
        let expired = outcomes.count { $0.isDone }
        return expired == 0
            ? .nothing : .done("\(expired) \(target.told)", hasMore: due.count == limit)
    }

    private func overdue(_ connection: Connection) throws(PostgresError) -> [Int64] {
        let rows = try connection.execute(target.statement, [.int64(Int64(limit))])
        var ids: [Int64] = []
        for row in rows { ids.append(try row.int64(0)) }
        return ids
    }
}

extension ExpirySweeper.Target {
    /// Holds that nobody has confirmed.
    static let holds = ExpirySweeper.Target(
        job: .holdExpiry,
        statement: """
            SELECT hold_id
            FROM read.holds
            WHERE state = 'held' AND expires_at <= now()
            ORDER BY expires_at
            LIMIT $1
            """,
        expire: { ExpireHold(HoldID($0)) },
        told: "holds expired"
    )

    /// Transfers that nobody has posted or voided.
    static let transfers = ExpirySweeper.Target(
        job: .transferExpiry,
        statement: """
            SELECT transfer_id
            FROM read.pending_transfers
            WHERE state = 'pending' AND expires_at <= now()
            ORDER BY expires_at
            LIMIT $1
            """,
        expire: { ExpireTransfer(TransferID($0)) },
        told: "transfers expired"
    )
}

extension Outcome {
    var isDone: Bool {
        switch self {
        case .done: true
        case .rejected, .notFound, .forbidden, .sessionLost, .distrusted, .keyReused, .unknown, .unavailable:
            false
        }
    }
}
