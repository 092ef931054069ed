import API
import EventStore
import Events
import Postgres
import Runtime
import Synchronization

/// Writes down the runs of jobs: on a connection of its own, so that a run is seen while it goes on.
package final class JobJournal: Sendable {
    /// Runs kept of each job.
    private static let kept: Int64 = 100

    /// This process, as administrators see it.
    let node: String
    private let session: Mutex<DatabaseHandle>

    init(database: ConnectionOptions, node: String) {
        self.node = node
        session = Mutex(DatabaseHandle(database.forJobs))
    }

    /// Makes the rows of jobs that have none, each with a schedule due at once.
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

    /// Takes back the wish for a run, which has begun.
    func takeRequest(_ job: JobName) throws(PostgresError) {
        try write("DELETE FROM jobs.requests WHERE job = $1", [.text(job.rawValue)])
    }

    /// Shows a run that begins; answers its number.
    func begin(_ job: JobName, startedAt: Int64) throws(PostgresError) -> Int64 {
        let arguments: Arguments = [.text(job.rawValue), .text(node), .timestamp(startedAt)]
        return try session.withLock { session throws(PostgresError) in
            try session.use { (connection) throws(PostgresError) in
                let rows = try connection.execute(
                    """
                    INSERT INTO jobs.runs (job, node, started_at) VALUES ($1, $2, $3) RETURNING id
                    """,
                    arguments
                )
                return try rows.only().int64(0)
            }
        }
    }

    /// Writes how far a run is.
    func show(_ run: Int64, _ progress: JobProgress) throws(PostgresError) {
        try write(
            "UPDATE jobs.runs SET progress = $2 WHERE id = $1 AND finished_at IS NULL",
            [.int64(run), .json(progress.json)]
        )
    }

    /// Writes the end of a run that was shown.
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

    /// Writes a whole run.
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
        try session.withLock { session throws(PostgresError) in
            try session.use { (connection) throws(PostgresError) in
                _ = try connection.execute(sql, arguments)
            }
        }
    }
}

extension ConnectionOptions {
    /// For rows that only say what jobs do: losing the last of them with PostgreSQL costs nothing.
    ///
    /// Named so that others can tell whose sessions they are: a node that falls silent holds its jobs.
    var forJobs: ConnectionOptions {
        var options = with(role: LogRole.commands)
        options.applicationName = AppendLockWatch.jobs + NodeName.own
        options.settings["synchronous_commit"] = "off"
        return options
    }
}
