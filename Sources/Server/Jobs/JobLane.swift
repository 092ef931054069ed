import API
import Postgres
import Runtime
import Synchronization
import Text

/// Runs some jobs one after the other; a lane has jobs that take little time, or one job.
final class JobLane: Sendable {
    private struct State {
        /// Jobs to run at once, due or not.
        var wanted: Set<JobName> = []
        var wantedAt = Int64.min
    }

    /// The time between two runs of a job that is wanted again and again.
    private static let wantedMilliseconds: Int64 = 100

    private let jobs: [any Job]
    private let session: Mutex<DatabaseHandle>
    private let journal: JobJournal
    private let counters: JobCounters
    private let pollMilliseconds: Int
    private let state = Mutex(State())
    private let interruption = Interruption()

    /// After `pollMilliseconds` the lane notices that another node has left a job or requested a
    /// run.
    init(
        _ jobs: [any Job],
        database: ConnectionOptions,
        journal: JobJournal,
        counters: JobCounters,
        pollMilliseconds: Int
    ) {
        self.jobs = jobs
        self.journal = journal
        self.counters = counters
        self.pollMilliseconds = pollMilliseconds
        session = Mutex(DatabaseHandle(database.forJobs))
    }

    /// Requests a run at the next turn, due or not; returns false if another lane has the job.
    func want(_ job: JobName) -> Bool {
        guard jobs.contains(where: { $0.name == job }) else { return false }
        state.withLock { _ = $0.wanted.insert(job) }
        return true
    }

    /// Stops the current run, and its statement if that can be interrupted.
    func stop() {
        interruption.interrupt()
    }

    /// Runs the jobs that are due; returns the milliseconds until the next turn.
    func turn() -> Int {
        do {
            let wanted = takeWanted()
            var pause = try session.withLock { session in try turn(wanted, &session) }
            if state.withLock({ !$0.wanted.isEmpty }) {
                pause = min(pause, Int(Self.wantedMilliseconds))
            }
            return pause
        } catch {
            LogLine(.warning, "jobs can't be looked for").with("error", "\(error)").write()
            return pollMilliseconds
        }
    }

    private func turn(
        _ wanted: Set<JobName>,
        _ session: inout DatabaseHandle
    ) throws -> Int {
        var pause = pollMilliseconds
        let waits = try session.use { (connection) throws(PostgresError) in
            let unscheduled = jobs.filter { $0.intervalSeconds == nil }
            try JobLock.endRunsOfDeadNodes(unscheduled.map(\.name), connection)
            return try JobSchedule.waits(jobs.map(\.name), connection)
        }
        for job in jobs {
            guard !interruption.isSet else { return 0 }
            // A missing row was deleted by an operator.
            guard let due = waits[job.name] else {
                try journal.register([job])
                pause = 0
                continue
            }
            if !wanted.contains(job.name) {
                guard case .inMilliseconds(let wait) = due else { continue }
                guard wait <= 0 else {
                    pause = min(pause, wait)
                    continue
                }
            }
            // A failure is not retried on a new connection: the job has run, and its lock is lost.
            let next = try session.reach { connection in
                try perform(job, anyway: wanted.contains(job.name), connection)
            }
            pause = min(pause, next ?? pollMilliseconds)
        }
        return pause
    }

    /// Runs the job if it can be locked; returns the milliseconds until it is due again.
    ///
    /// Returns nil if it cannot be locked, or runs on request only.
    private func perform(
        _ job: any Job,
        anyway: Bool,
        _ connection: Connection
    ) throws(PostgresError) -> Int? {
        guard let lock = try JobLock(job.name, anyway: anyway, on: connection) else { return nil }
        defer { connection.rollback() }
        try journal.takeRequest(job.name)
        let run = JobRun(
            job.name,
            lock,
            holder: connection,
            journal: journal,
            interruption: interruption
        )
        let report = report(job, run)
        if let number = run.number {
            try journal.end(number, job.name, report)
        } else if report.isWorthKeeping(after: lock.lastOutcome) {
            try journal.keep(job.name, startedAt: lock.startedAt, report)
        }
        counters.count(job.name, report.outcome)
        let terms = JobTerms(
            report,
            after: lock.failures,
            intervalSeconds: job.intervalSeconds
        )
        try lock.release(job, report, terms, on: connection)
        return terms.pauseSeconds.map { $0 * 1_000 }
    }

    private func report(_ job: any Job, _ run: JobRun) -> JobReport {
        do {
            return try job.run(run)
        } catch is JobRun.Stopped {
            return JobReport(outcome: .abandoned, error: "its node was stopped")
        } catch {
            guard !interruption.isSet else {
                return JobReport(outcome: .abandoned, error: "its node was stopped")
            }
            LogLine(.warning, "job failed").with("job", job.name.rawValue)
                .with("error", "\(error)").write()
            return .failed("\(error)")
        }
    }

    private func takeWanted() -> Set<JobName> {
        let now = SystemClock.monotonicMilliseconds
        return state.withLock { state in
            guard now >= state.wantedAt, !state.wanted.isEmpty else { return [] }
            defer { state.wanted = [] }
            state.wantedAt = now + Self.wantedMilliseconds
            return state.wanted
        }
    }
}

/// Reads when jobs are due.
enum JobSchedule {
    enum Due: Equatable {
        /// The job is due if this is 0 or less.
        case inMilliseconds(Int)
        /// The job is due on request.
        case onRequest
    }

    /// When each job is due, except those without a row.
    static func waits(
        _ jobs: [JobName],
        _ connection: Connection
    ) throws(PostgresError) -> [JobName: Due] {
        let rows = try connection.execute(
            """
            SELECT name, CASE
                WHEN EXISTS (SELECT FROM jobs.requests AS r WHERE r.job = j.name) THEN 0
                ELSE ceil(extract(epoch FROM next_run_at - clock_timestamp()) * 1000)::bigint
            END
            FROM jobs.jobs AS j
            WHERE name = ANY ($1)
            """,
            [.texts(jobs.map(\.rawValue))]
        )
        var waits: [JobName: Due] = [:]
        for row in rows {
            guard let job = JobName(rawValue: try row.string(0)) else { continue }
            waits[job] = try row.optionalInt64(1).map { .inMilliseconds(Int($0)) } ?? .onRequest
        }
        return waits
    }
}

/// When the job's next run is due after a run, decided without clock or database.
struct JobTerms: Equatable, Sendable {
    /// Failures in a row, this one included.
    let attempts: Int
    /// From this run's beginning to the next, or from its end if that is later; nil for a job that
    /// runs on request only.
    let pauseSeconds: Int?

    /// `failures` is the number of failures in a row before this run.
    init(_ report: JobReport, after failures: Int, intervalSeconds: Int?) {
        switch report.outcome {
        case .ok, .resting:
            attempts = 0
            pauseSeconds = intervalSeconds.map { report.hasMore ? 0 : $0 }
        case .abandoned:
            // Another node runs it at once, unless it runs on request only.
            attempts = failures
            pauseSeconds = intervalSeconds.map { _ in 0 }
        case .failed:
            let attempts = failures + 1
            self.attempts = attempts
            pauseSeconds = intervalSeconds.map { interval in
                Backoff(firstSeconds: 1, limitSeconds: interval).seconds(after: attempts)
            }
        }
    }
}
