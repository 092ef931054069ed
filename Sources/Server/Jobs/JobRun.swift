import API
import Entities
import Postgres
import Runtime
import Text

/// One run of a job: the lock on the job's row, and the way to show its progress.
final class JobRun {
    let job: JobName
    /// Microseconds since 1970, by the database's clock.
    let startedAt: Int64
    /// Failures in a row before this run.
    let failures: Int
    let lastOutcome: JobReport.Outcome?
    /// The number in `jobs.runs`, once the run is shown.
    private(set) var number: Int64?
    private var nextShown = Int64.min
    private var shownNote: String?
    private let holder: Connection
    private let journal: JobJournal
    private let interruption: Interruption

    private static let pauseMilliseconds: Int64 = 500

    init(
        _ job: JobName,
        _ lock: JobLock,
        holder: Connection,
        journal: JobJournal,
        interruption: Interruption
    ) {
        self.job = job
        startedAt = lock.startedAt
        failures = lock.failures
        lastOutcome = lock.lastOutcome
        self.holder = holder
        self.journal = journal
        self.interruption = interruption
    }

    /// Shows the run to administrators; a job calls it once it has found work.
    func begin() throws(PostgresError) {
        guard number == nil else { return }
        number = try journal.begin(job, startedAt: startedAt)
    }

    /// Shows the run's progress, if it was begun, at most twice a second.
    func show(_ progress: JobProgress) {
        let now = SystemClock.monotonicMilliseconds
        guard let number, now >= nextShown || progress.note != shownNote else { return }
        nextShown = now + Self.pauseMilliseconds
        shownNote = progress.note
        // The run continues if this fails, and the next progress may be shown again.
        try? journal.show(number, progress)
    }

    /// Whether the node is stopping; a run that waits must look at it.
    func isStopped() -> Bool { interruption.isSet }

    /// Options of a connection for long statements: the node's stop interrupts them.
    func interruptible(_ database: ConnectionOptions) -> ConnectionOptions {
        var database = database
        database.interruption = interruption
        return database
    }

    /// To be called before each step that two nodes must not do.
    ///
    /// Throws once this node has lost its lock, or is stopping.
    func requireLock() throws {
        guard !isStopped() else { throw Stopped() }
        try holder.execute("SELECT 1")
    }

    /// The node ends and leaves the job to other nodes.
    struct Stopped: Error, CustomStringConvertible {
        var description: String { "the node ends, or has lost its lock on the job" }
    }
}

/// The lock on a job's row, and the row's contents.
///
/// Here are the statements of a run's transaction.
struct JobLock: Sendable {
    let startedAt: Int64
    let failures: Int
    let lastOutcome: JobReport.Outcome?

    private static let sql = """
        SELECT clock_timestamp(), attempts, last_outcome,
            EXISTS (SELECT FROM jobs.runs AS r WHERE r.job = j.name AND r.finished_at IS NULL)
        FROM jobs.jobs AS j
        WHERE name = $1 AND ($2 OR next_run_at <= clock_timestamp()
            OR EXISTS (SELECT FROM jobs.requests AS q WHERE q.job = j.name))
        FOR UPDATE SKIP LOCKED
        """

    /// Begins a transaction that locks the job; returns nil if it is not due or another node has
    /// it.
    ///
    /// With `anyway` it need not be due. A shown run whose node has lost the lock has ended with
    /// its node.
    init?(
        _ job: JobName,
        anyway: Bool,
        on connection: Connection
    ) throws(PostgresError) {
        try connection.script("BEGIN")
        let rows = try connection.execute(Self.sql, [.text(job.rawValue), .bool(anyway)])
        guard let row = rows.first else {
            connection.rollback()
            return nil
        }
        startedAt = try row.timestamp(0)
        failures = Int(try row.int64(1))
        lastOutcome = try row.optionalString(2).flatMap(JobReport.Outcome.init(rawValue:))
        guard try row.bool(3) else { return }
        try Self.endRunsOfDeadNodes([job], connection)
    }

    /// Ends the shown runs of these jobs whose nodes have lost their locks.
    ///
    /// A job that is locked ends them itself; this is for jobs that run on request.
    static func endRunsOfDeadNodes(
        _ jobs: [JobName],
        _ connection: Connection
    ) throws(PostgresError) {
        guard !jobs.isEmpty else { return }
        try connection.execute(
            """
            WITH free AS (
                SELECT name
                FROM jobs.jobs AS j
                WHERE name = ANY ($1) AND EXISTS (
                    SELECT FROM jobs.runs AS r WHERE r.job = j.name AND r.finished_at IS NULL)
                FOR UPDATE SKIP LOCKED
            ), ended AS (
                UPDATE jobs.runs
                SET finished_at = clock_timestamp(), outcome = 'abandoned', error = 'its node ended'
                FROM free
                WHERE job = free.name AND finished_at IS NULL
                RETURNING job, started_at, finished_at, outcome, error
            )
            UPDATE jobs.jobs
            SET last_started_at = ended.started_at, last_finished_at = ended.finished_at,
                last_outcome = ended.outcome, last_error = ended.error
            FROM ended
            WHERE name = ended.job
            """,
            [.texts(jobs.map(\.rawValue))]
        )
    }

    /// Records the result and the next run, and unlocks the job.
    func release(
        _ job: any Job,
        _ report: JobReport,
        _ terms: JobTerms,
        on connection: Connection
    ) throws(PostgresError) {
        try connection.execute(
            """
            UPDATE jobs.jobs
            SET interval_seconds = $2, last_started_at = $3, last_finished_at = clock_timestamp(),
                last_outcome = $4, last_error = $5, attempts = $6,
                next_run_at = CASE WHEN $7 IS NOT NULL
                    THEN greatest($3 + make_interval(secs => $7), clock_timestamp()) END
            WHERE name = $1
            """,
            [
                .text(job.name.rawValue), .int64(job.intervalSeconds.map(Int64.init)),
                .timestamp(startedAt), .text(report.outcome.rawValue), .text(report.error),
                .int64(Int64(terms.attempts)), .int64(terms.pauseSeconds.map(Int64.init)),
            ]
        )
        try connection.commit()
    }
}
