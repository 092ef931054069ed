import API
import Commands
import Entities
import Events
import Model
import Postgres
import Projections
import Runtime
import Synchronization
import Text

/// Records the expiry of everything that is overdue in a read model.
///
/// Nothing waits for it: decisions and reads treat anything past its deadline as expired already.
/// The read model is a hint; the command decides on the log.
///
/// A run goes through all overdue entries, in order of deadline and id, in portions. The writer has
/// two portions at a time: while one is appended, the next one is read. A client's command
/// therefore waits for one batch at most, as without the sweeper.
final class ExpirySweeper: Job {
    /// A run's place in the order of deadlines.
    private struct Cursor {
        /// Microseconds since 1970.
        let expiresAt: Int64
        let id: Int64

        /// The place before all deadlines.
        static let start = Cursor(expiresAt: 0, id: 0)
    }

    /// The entries that a run has ended, and that the read model may show as overdue for a while.
    private struct Ended {
        /// The run has ended everything up to here.
        let cursor: Cursor
        /// The position of the last expiry.
        let position: LogPosition
        /// How long the read model may take to show them, in milliseconds of the monotonic clock: a
        /// failover may have lost the events.
        let until = SystemClock.monotonicMilliseconds + 60_000
    }

    /// The progress of one run.
    private struct Sweep {
        /// The run has read up to here.
        var cursor: Cursor
        /// The portions that the writer has, oldest first.
        var waiting: [JobCommands.Pending] = []
        /// Whether there is nothing more to read.
        var isOver = false
        private(set) var expired = 0
        private var position = LogPosition.start
        private var wasRefused = false

        init(cursor: Cursor) {
            self.cursor = cursor
        }

        /// The entries that the next run can skip; nil if none was ended, or some may be left.
        var ended: Ended? {
            expired == 0 || wasRefused ? nil : Ended(cursor: cursor, position: position)
        }

        mutating func count(_ outcomes: [Outcome]) {
            for outcome in outcomes {
                switch outcome {
                case .done(let position, _, _):
                    expired += 1
                    self.position = max(self.position, position)
                // Another command ended it, or the read model does not show yet that it is over.
                case .rejected, .decided, .notFound, .forbidden, .sessionLost, .sessionEnded,
                    .keyReused,
                    .distrusted:
                    break
                case .unavailable, .unknown: (isOver, wasRefused) = (true, true)
                }
            }
        }
    }

    private static let portionsAtOnce = 2

    let intervalSeconds: Int?
    private let target: ExpiryTarget
    private let database: SharedDatabase
    private let ended = Mutex<Ended?>(nil)
    private let commands: JobCommands
    private let portion: Int

    /// `database` has the role that reads the read models; `limit` is the number of commands that
    /// the writer gets at a time.
    init(
        _ target: ExpiryTarget,
        database: ConnectionOptions,
        commands: JobCommands,
        intervalSeconds: Int,
        limit: Int
    ) {
        self.target = target
        self.database = SharedDatabase(DatabaseHandle(database))
        self.commands = commands
        self.intervalSeconds = intervalSeconds
        portion = min(limit, commands.largestPortion)
    }

    var name: JobName { target.job }

    /// Ends all entries that are due, the longest overdue first.
    ///
    /// If clients need the writer's queue, the next run takes the rest.
    func run(_ run: JobRun) throws -> JobReport {
        var sweep = Sweep(cursor: try beginning())
        while true {
            while !sweep.isOver, sweep.waiting.count < Self.portionsAtOnce {
                guard !run.isStopped() else { throw JobRun.Stopped() }
                try submitPortion(&sweep)
            }
            guard !sweep.waiting.isEmpty else { break }
            let portion = sweep.waiting.removeFirst()
            sweep.count(try commands.outcomes(of: portion, givesUp: run.isStopped))
        }
        if let ended = sweep.ended { self.ended.withLock { $0 = ended } }
        return sweep.expired == 0 ? .nothing : .done("\(sweep.expired) \(target.report)")
    }

    /// Passes the next portion to the writer, if there is one and the queue has room.
    private func submitPortion(_ sweep: inout Sweep) throws(PostgresError) {
        guard commands.leavesRoom(for: portion) else {
            sweep.isOver = true
            return
        }
        let overdue = try overdue(after: sweep.cursor)
        sweep.isOver = overdue.count < portion
        guard let last = overdue.last else { return }
        sweep.cursor = last
        sweep.waiting.append(commands.submit(overdue.map { target.expire($0.id) }))
    }

    /// Begins after the entries that this node has ended, while the read model does not show that.
    private func beginning() throws -> Cursor {
        guard let last = ended.withLock({ $0 }) else { return .start }
        let reached = try database.use { (connection) throws(PostgresError) in
            let rows = try connection.execute(
                "SELECT position FROM read.checkpoints WHERE name = $1",
                [.text(target.model.rawValue)]
            )
            return LogPosition(try rows.first?.int64(0) ?? 0)
        }
        guard reached >= last.position || last.until <= SystemClock.monotonicMilliseconds else {
            return last.cursor
        }
        ended.withLock { $0 = nil }
        return .start
    }

    private func overdue(after cursor: Cursor) throws(PostgresError) -> [Cursor] {
        try database.use { (connection) throws(PostgresError) in
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

/// The kind of entries that an `ExpirySweeper` ends.
struct ExpiryTarget: Sendable {
    let job: JobName
    /// The read model that has the deadlines.
    let model: ReadModel
    /// Returns the overdue ids with their deadlines, in order of deadline and id: at most `$1`,
    /// after the deadline `$2` and the id `$3`.
    let statement: String
    let expire: @Sendable (Int64) -> any Command
    /// The words after the number in a run's report.
    let report: String

    /// Holds without confirmation.
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
        report: "holds expired"
    )

    /// Pending transfers that were neither posted nor voided.
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
        report: "transfers expired"
    )
}
