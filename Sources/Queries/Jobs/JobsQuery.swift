import Model
import Postgres
import Text

/// All jobs with their last runs, by name.
enum JobsQuery {
    /// Runs shown of each job.
    private static let runs: Int64 = 10

    /// One row per run, or one for a job without runs.
    private static let sql = """
        SELECT c.position, j.name, j.interval_seconds, j.next_run_at, j.attempts,
            EXISTS (SELECT FROM jobs.requests AS q WHERE q.job = j.name),
            j.last_started_at, j.last_finished_at, j.last_outcome, j.last_error,
            r.node, r.started_at, r.finished_at, r.outcome, r.error, r.detail,
            r.progress, r.result
        FROM (
            SELECT coalesce(
                (SELECT position FROM read.checkpoints WHERE name = 'activity'), 0) AS position
        ) AS c
        LEFT JOIN jobs.jobs AS j ON true
        LEFT JOIN LATERAL (
            SELECT id, node, started_at, finished_at, outcome, error, detail, progress, result
            FROM jobs.runs
            WHERE job = j.name
            ORDER BY id DESC
            LIMIT $1
        ) AS r ON true
        ORDER BY j.name COLLATE "C", r.id DESC
        """

    static func read(_ connection: Connection) throws(PostgresError) -> Reading {
        let rows = try connection.execute(sql, [.int64(runs)])
        guard let first = rows.first else { throw .decoding("a list's statement gave no row") }
        var jobs: [JobView] = []
        for row in rows where !row.isNull(1) {
            if jobs.last?.name != (try row.string(1)) { jobs.append(try JobView(row)) }
            guard !row.isNull(10) else { continue }
            jobs[jobs.count - 1].runs.append(try JobRunView(row))
        }
        var json = JSONWriter(capacity: 2_048)
        json.beginArray()
        for job in jobs { job.write(to: &json) }
        json.endArray()
        return .found(Answer(body: json.bytes, position: LogPosition(try first.int64(0))))
    }
}
