import API
import EventStore
import Events
import Postgres
import Runtime

/// Records the runs of jobs, on its own connection, so that a run is visible while it continues.
final class JobJournal: Sendable {
    /// The number of runs that are kept of each job.
    private static let kept: Int64 = 100

    /// The name of this process for administrators.
    let node: String
    private let database: SharedDatabase

    init(database: ConnectionOptions, node: String) {
        self.node = node
        self.database = SharedDatabase(DatabaseHandle(database.forJobs))
    }

    /// Adds the missing rows of jobs; scheduled ones are due at once.
    func register(_ jobs: [any Job]) throws(PostgresError) {
        var arguments = Arguments()
        arguments.append(jobs.map(\.name.rawValue))
        arguments.append(jobs.map { $0.intervalSeconds.map(Int64.init) })
        try write(
            """
            INSERT INTO jobs.jobs (name, interval_seconds, next_run_at)
            SELECT name, interval_seconds, CASE WHEN interval_seconds IS NOT NULL THEN now() END
            FROM unnest($1, $2) AS new (name, interval_seconds)
            ON CONFLICT DO NOTHING
            """,
            arguments
        )
    }

    /// Deletes the request for a run, which has begun.
    func takeRequest(_ job: JobName) throws(PostgresError) {
        try write("DELETE FROM jobs.requests WHERE job = $1", [.text(job.rawValue)])
    }

    /// Shows a run that begins; returns its number.
    func begin(_ job: JobName, startedAt: Int64) throws(PostgresError) -> Int64 {
        try database.use { (connection) throws(PostgresError) in
            try connection.execute(
                """
                INSERT INTO jobs.runs (job, node, started_at) VALUES ($1, $2, $3) RETURNING id
                """,
                [.text(job.rawValue), .text(node), .timestamp(startedAt)]
            ).only().int64(0)
        }
    }

    /// Records the progress of a run.
    func show(_ run: Int64, _ progress: JobProgress) throws(PostgresError) {
        try write(
            "UPDATE jobs.runs SET progress = $2 WHERE id = $1 AND finished_at IS NULL",
            [.int64(run), .json(progress.json)]
        )
    }

    /// Records the end of a run that was shown.
    func end(_ run: Int64, _ job: JobName, _ report: JobReport) throws(PostgresError) {
        try write(
            """
            UPDATE jobs.runs
            SET finished_at = clock_timestamp(), outcome = $2, error = $3, detail = $4, result = $5
            WHERE id = $1 AND finished_at IS NULL
            """,
            [
                .int64(run), .text(report.outcome.rawValue), .text(report.error),
                .text(report.detail), .json(report.result),
            ]
        )
        try trim(job)
    }

    /// Records a run that was not shown.
    func keep(
        _ job: JobName,
        startedAt: Int64,
        _ report: JobReport
    ) throws(PostgresError) {
        try write(
            """
            INSERT INTO jobs.runs (job, node, started_at, finished_at, outcome, error, detail)
            VALUES ($1, $2, $3, clock_timestamp(), $4, $5, $6)
            """,
            [
                .text(job.rawValue), .text(node), .timestamp(startedAt),
                .text(report.outcome.rawValue), .text(report.error), .text(report.detail),
            ]
        )
        try trim(job)
    }

    private func trim(_ job: JobName) throws(PostgresError) {
        try write(
            """
            DELETE FROM jobs.runs WHERE job = $1 AND id <= (
                SELECT id FROM jobs.runs WHERE job = $1 ORDER BY id DESC OFFSET $2 LIMIT 1)
            """,
            [.text(job.rawValue), .int64(Self.kept)]
        )
    }

    private func write(_ sql: String, _ arguments: Arguments) throws(PostgresError) {
        try database.use { (connection) throws(PostgresError) in
            _ = try connection.execute(sql, arguments)
        }
    }
}

extension ConnectionOptions {
    /// Options for rows about jobs: to lose the last of them with PostgreSQL costs nothing.
    ///
    /// The application name shows which node a connection belongs to: a silent node keeps its
    /// locks.
    var forJobs: ConnectionOptions {
        var options = with(role: LogRole.commands)
        options.applicationName = AppendLockWatch.jobs + NodeName.own
        options.settings["synchronous_commit"] = "off"
        return options
    }
}

/// Creates and updates schema `jobs`, after the log's migrations.
package enum JobMigrations {
    /// A new migration is a new file in Schema and a new line here.
    static let all = [
        Migration(number: 1, name: "jobs", sql: PackageResources._001_jobs_sql),
        Migration(number: 2, name: "commands", sql: PackageResources._002_commands_sql),
        Migration(number: 3, name: "progress", sql: PackageResources._003_progress_sql),
        Migration(number: 4, name: "requests", sql: PackageResources._004_requests_sql),
        Migration(number: 5, name: "verified", sql: PackageResources._005_verified_sql),
    ]

    /// Applies the missing migrations and returns them.
    @discardableResult
    package static func run(on connection: Connection) throws -> [Migration] {
        try migrator.run(on: connection)
    }

    /// Throws unless the database has exactly this program's version.
    package static func check(on connection: Connection) throws {
        try migrator.check(on: connection)
    }

    private static let migrator = Migrator(owner: "jobs", migrations: all)
}
