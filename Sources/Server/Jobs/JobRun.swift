import API
import Commands
import Postgres
import Runtime

/// One run of a job, as the job sees it: the hold on its row, and the way to show that it works.
package final class JobRun {
    let job: JobName
    /// Microseconds since 1970, by the database's clock.
    let startedAt: Int64
    /// Failures in a row before this run.
    let failures: Int
    let lastOutcome: JobReport.Outcome?
    private static let pauseMilliseconds: Int64 = 500
    private var nextShown = Int64.min
    private var shownNote: String?
    private let holder: Connection
    private let journal: JobJournal
    private let interruption: Interruption
    /// The number in `jobs.runs`, once it is shown.
    private(set) var number: Int64?

    init(
        _ job: JobName,
        _ claim: JobLock,
        holder: Connection,
        journal: JobJournal,
        interruption: Interruption
    ) {
        self.job = job
        startedAt = claim.startedAt
        failures = claim.failures
        lastOutcome = claim.lastOutcome
        self.holder = holder
        self.journal = journal
        self.interruption = interruption
    }

    /// Shows the run to administrators; called by a job that has found something to do.
    func begin() throws(PostgresError) {
        guard number == nil else { return }
        number = try journal.begin(job, startedAt: startedAt)
    }

    /// Shows how far the run is, if it was begun: twice a second at most.
    func show(_ progress: JobProgress) {
        let now = Clock.milliseconds
        guard let number, now >= nextShown || progress.note != shownNote else { return }
        nextShown = now + Self.pauseMilliseconds
        shownNote = progress.note
        // Only for whoever looks at it: the run goes on without, and the next one may be shown.
        try? journal.show(number, progress)
    }

    /// Whether the node is to stop, for whatever waits within the run.
    func isStopped() -> Bool { interruption.isSet }

    /// For a connection whose statements take long: the node's stop ends them.
    func interruptible(_ database: ConnectionOptions) -> ConnectionOptions {
        var database = database
        database.interruption = interruption
        return database
    }

    /// To be called before each step that must not be done by two nodes.
    ///
    /// Throws once this node has lost its hold, or is to stop.
    func requireHold() throws {
        guard !isStopped() else { throw Stopped() }
        try holder.execute("SELECT 1")
    }

    /// The node ends: the job is left to others.
    struct Stopped: Error, CustomStringConvertible {
        var description: String { "the node ends, or has lost its hold on the job" }
    }
}
