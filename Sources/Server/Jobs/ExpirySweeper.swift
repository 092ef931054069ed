import API
import Commands
import Events
import Model
import Postgres
import Projections
import Runtime
import Synchronization

/// Writes that something has run out, for all that a read model says is overdue.
///
/// Nothing waits for it: in decisions and in reads, what is past its deadline counts as gone anyway.
/// What the read model says is a hint; the command decides on the log.
///
/// A run goes through all that is overdue, in order of deadline and id, in portions of which two are
/// with the writer at a time: while one is appended, the next one is read. So a client's command
/// waits for one batch at most, as without the sweeper.
final class ExpirySweeper: Job {
    /// Where a run is in the order of deadlines.
    private struct Cursor {
        /// Microseconds since 1970.
        let expiresAt: Int64
        let id: Int64

        /// Before everything.
        static let start = Cursor(expiresAt: 0, id: 0)
    }

    /// What a run has ended that the read model may show as overdue for a while.
    private struct Ended {
        /// Everything up to here.
        let cursor: Cursor
        /// The last of the events that say so.
        let position: LogPosition
        /// Until when the read model is given time to show them, in milliseconds of the monotonic clock:
        /// a failover may have lost them.
        let until = Clock.milliseconds + 60_000
    }

    /// A run.
    private struct Sweep {
        /// Up to where it has read.
        var cursor: Cursor
        /// What the writer has been given, oldest first.
        var waiting: [JobCommands.HandedIn] = []
        /// Nothing more is to be read.
        var isOver = false
        private(set) var expired = 0
        private var position = LogPosition.start
        private var wasTurnedAway = false

        init(cursor: Cursor) {
            self.cursor = cursor
        }

        /// What the next run need not look at; nil if nothing was ended, or something may be left.
        var ended: Ended? {
            expired == 0 || wasTurnedAway ? nil : Ended(cursor: cursor, position: position)
        }

        mutating func count(_ outcomes: [Outcome]) {
            for outcome in outcomes {
                switch outcome {
                case .done(let position, _, _):
                    expired += 1
                    self.position = max(self.position, position)
                // Others ended it meanwhile, or the read model does not show yet that it is over.
                case .rejected, .notFound, .forbidden, .sessionLost, .keyReused, .distrusted: break
                case .unavailable, .unknown: (isOver, wasTurnedAway) = (true, true)
                }
            }
        }
    }

    private struct State {
        var session: DatabaseHandle
        var ended: Ended?
    }

    private static let portionsAtOnce = 2

    let intervalSeconds: Int?
    private let target: ExpiryTarget
    private let state: Mutex<State>
    private let commands: JobCommands
    private let portion: Int

    /// `database` under the role that reads the read models; `limit`: commands given to the writer
    /// at a time.
    init(
        _ target: ExpiryTarget,
        database: ConnectionOptions,
        commands: JobCommands,
        intervalSeconds: Int,
        limit: Int
    ) {
        self.target = target
        state = Mutex(State(session: DatabaseHandle(database)))
        self.commands = commands
        self.intervalSeconds = intervalSeconds
        portion = min(limit, commands.largestPortion)
    }

    var name: JobName { target.job }

    /// Ends all that are due, the longest overdue first.
    ///
    /// Where clients need the writer's queue, the rest is left to the next run.
    func run(_ run: JobRun) throws -> JobReport {
        var sweep = Sweep(cursor: try beginning())
        while true {
            while !sweep.isOver, sweep.waiting.count < Self.portionsAtOnce {
                guard !run.isStopped() else { throw JobRun.Stopped() }
                try handIn(&sweep)
            }
            guard !sweep.waiting.isEmpty else { break }
            let portion = sweep.waiting.removeFirst()
            sweep.count(try commands.outcomes(of: portion, givesUp: run.isStopped))
        }
        if let ended = sweep.ended { state.withLock { $0.ended = ended } }
        return sweep.expired == 0 ? .nothing : .done("\(sweep.expired) \(target.told)")
    }

    /// Gives the writer the next portion, if there is one and room for it.
    private func handIn(_ sweep: inout Sweep) throws(PostgresError) {
        guard commands.leavesRoom(for: portion) else {
            sweep.isOver = true
            return
        }
        let overdue = try overdue(after: sweep.cursor)
        sweep.isOver = overdue.count < portion
        guard let last = overdue.last else { return }
        sweep.cursor = last
        sweep.waiting.append(commands.handIn(overdue.map { target.expire($0.id) }))
    }

    /// Where to begin: behind what this node has ended, while the read model does not show that.
    private func beginning() throws -> Cursor {
        try state.withLock { state in
            guard let ended = state.ended else { return .start }
            let reached = try state.session.use { (connection) throws(PostgresError) in
                let rows = try connection.execute(
                    "SELECT position FROM read.checkpoints WHERE name = $1",
                    [.text(target.model.rawValue)]
                )
                return LogPosition(try rows.first?.int64(0) ?? 0)
            }
            guard reached >= ended.position || ended.until <= Clock.milliseconds else {
                return ended.cursor
            }
            state.ended = nil
            return .start
        }
    }

    private func overdue(after cursor: Cursor) throws(PostgresError) -> [Cursor] {
        try state.withLock { state throws(PostgresError) in
            try state.session.use { (connection) throws(PostgresError) in
                let rows = try connection.execute(
                    target.statement,
                    [.int64(Int64(portion)), .timestamp(cursor.expiresAt), .int64(cursor.id)]
                )
                var overdue: [Cursor] = []
                for row in rows {
                    overdue.append(Cursor(expiresAt: try row.timestamp(1), id: try row.int64(0)))
                }
                return overdue
            }
        }
    }
}

extension Outcome {
    package var isDone: Bool {
        switch self {
        case .done: true
        case .rejected, .notFound, .forbidden, .sessionLost, .distrusted, .keyReused, .unknown,
            .unavailable:
            false
        }
    }
}

/// What an `ExpirySweeper` ends.
struct ExpiryTarget: Sendable {
    let job: JobName
    /// The read model that is looked at.
    let model: ReadModel
    /// The ids of what is overdue with their deadlines, in order of deadline and id: at most `$1`,
    /// those after the deadline `$2` and the id `$3`.
    let statement: String
    let expire: @Sendable (Int64) -> any Command
    /// What follows the number in a run's report.
    let told: String

    /// Holds that nobody has confirmed.
    static let holds = ExpiryTarget(
        job: .holdExpiry,
        model: .holds,
        statement: """
            SELECT hold_id, expires_at
            FROM read.holds
            WHERE state = 'held' AND expires_at <= now() AND (expires_at, hold_id) > ($2, $3)
            ORDER BY expires_at, hold_id
            LIMIT $1
            """,
        expire: { ExpireHold(HoldID($0)) },
        told: "holds expired"
    )

    /// Transfers that nobody has posted or voided.
    static let transfers = ExpiryTarget(
        job: .transferExpiry,
        model: .transactions,
        statement: """
            SELECT transfer_id, expires_at
            FROM read.pending_transfers
            WHERE state = 'pending' AND expires_at <= now() AND (expires_at, transfer_id) > ($2, $3)
            ORDER BY expires_at, transfer_id
            LIMIT $1
            """,
        expire: { ExpireTransfer(TransferID($0)) },
        told: "transfers expired"
    )
}
