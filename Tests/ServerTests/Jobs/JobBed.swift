import Events
import Postgres
import Synchronization
import TestSupport

@testable import API
@testable import Jobs
@testable import Node

/// A migrated database whose lanes take turns when the test calls them.
final class JobBed: Sendable {
    let database: TestDatabase
    let counters = JobCounters()

    init() throws {
        database = try TestDatabase.migrated()
    }

    /// Another name makes a lane of another node.
    func lane(_ jobs: any Job..., node: String = "one") -> JobLane {
        JobLane(
            jobs,
            database: database.options,
            journal: JobJournal(database: database.options, node: node),
            counters: counters,
            pollMilliseconds: 1_000
        )
    }

    /// Makes the row of the job, due at once.
    func register(_ job: any Job) throws {
        try JobJournal(database: database.options, node: "test").register([job])
    }

    func makeDue(_ job: JobName) throws {
        try database.connect().execute(
            "UPDATE jobs.jobs SET next_run_at = now() WHERE name = $1",
            [.text(job.rawValue)]
        )
    }

    func request(_ job: JobName) throws {
        try database.connect().execute(
            "INSERT INTO jobs.requests (job) VALUES ($1)",
            [.text(job.rawValue)]
        )
    }

    /// The progress of the newest run, as it is shown.
    func progress(_ job: JobName) throws -> String? {
        try database.connect().execute(
            "SELECT progress::text FROM jobs.runs WHERE job = $1 ORDER BY id DESC LIMIT 1",
            [.text(job.rawValue)]
        ).only().optionalString(0)
    }

    /// The outcome that administrators see first.
    func lastOutcome(_ job: JobName) throws -> String? {
        try database.connect().execute(
            "SELECT last_outcome FROM jobs.jobs WHERE name = $1",
            [.text(job.rawValue)]
        ).only().optionalString(0)
    }

    /// Ends a node's connection, as when the node is killed during a run.
    func killHolder() throws {
        try database.connect().execute(
            """
            SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
            WHERE datname = current_database() AND state = 'idle in transaction'
            """
        )
    }

    /// The outcomes of the runs, oldest first; nil for a run that continues.
    func outcomes(_ job: JobName) throws -> [String?] {
        try database.connect().execute(
            "SELECT outcome FROM jobs.runs WHERE job = $1 ORDER BY id",
            [.text(job.rawValue)]
        ).map { try $0.optionalString(0) }
    }

    /// The failures in a row, and the seconds from the last beginning to the next.
    func terms(_ job: JobName) throws -> (attempts: Int64, seconds: Int64) {
        let row = try database.connect().execute(
            """
            SELECT attempts, round(extract(epoch FROM next_run_at - last_started_at))::bigint
            FROM jobs.jobs WHERE name = $1
            """,
            [.text(job.rawValue)]
        ).only()
        return (try row.int64(0), try row.int64(1))
    }
}

/// A job that runs a test's closure and counts its runs.
final class ScriptedJob: Job {
    let name: JobName
    let intervalSeconds: Int?
    private let body: @Sendable (JobRun) throws -> JobReport
    private let count = Atomic(0)

    init(
        _ name: JobName = .rates,
        every seconds: Int? = 60,
        _ body: @escaping @Sendable (JobRun) throws -> JobReport
    ) {
        self.name = name
        intervalSeconds = seconds
        self.body = body
    }

    var runs: Int { count.load(ordering: .relaxed) }

    func run(_ run: JobRun) throws -> JobReport {
        count.add(1, ordering: .relaxed)
        return try body(run)
    }
}
