import Postgres

/// One run of a job, as the job sees it: the hold on its row, and the way to show that it works.
final class JobRun {
    let job: JobName
    /// Microseconds since 1970, by the database's clock.
    let startedAt: Int64
    /// Failures in a row before this run.
    let failures: Int
    let lastOutcome: JobReport.Outcome?
    private let holder: Connection
    private let journal: JobJournal
    private let stops: @Sendable () -> Bool
    /// The number in `jobs.runs`, once it is shown.
    private(set) var number: Int64?

    init(
        _ job: JobName,
        _ claim: JobClaim,
        holder: Connection,
        journal: JobJournal,
        stops: @escaping @Sendable () -> Bool
    ) {
        self.job = job
        startedAt = claim.startedAt
        failures = claim.failures
        lastOutcome = claim.lastOutcome
        self.holder = holder
        self.journal = journal
        self.stops = stops
    }

    /// Shows the run to administrators; called by a job that has found something to do.
    func begin() throws(PostgresError) {
        guard number == nil else { return }
        number = try journal.begin(job, startedAt: startedAt)
    }

    /// Whether the node is to stop, for whatever waits within the run.
    func isStopped() -> Bool { stops() }

    /// To be called before each step that must not be done by two nodes.
    ///
    /// Throws once this node has lost its hold, or is to stop.
    func requireHold() throws {
        guard !stops() else { throw Stopped() }
        try holder.execute("SELECT 1")
    }

    /// The node ends: the job is left to others.
    struct Stopped: Error {}
}
