import Model
import Postgres
import Text

/// All jobs by name: how the last run of each went, when it runs next, and its history.
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
        FROM (SELECT \(Listing.position(of: .activity)) AS position) AS c
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

    static func read(_ connection: Connection) throws(PostgresError) -> QueryResult {
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

/// One job: how its last run went, when it runs next, and its history.
struct JobView {
    let name: String
    /// Nil for a job that only runs when an administrator asks for it.
    let intervalSeconds: Int64?
    /// Microseconds since 1970, as all times here.
    let nextRunAt: Int64?
    /// Failures in a row.
    let attempts: Int64
    /// Whether an administrator has asked for a run that has not begun.
    let isRequested: Bool
    /// Nil before the first.
    let lastRun: JobRunView?
    /// Newest first.
    var runs: [JobRunView] = []

    init(_ row: Row) throws(PostgresError) {
        name = try row.string(1)
        intervalSeconds = try row.optionalInt64(2)
        nextRunAt = try row.optionalTimestamp(3)
        attempts = try row.int64(4)
        isRequested = try row.bool(5)
        lastRun =
            row.isNull(6)
            ? nil
            : JobRunView(
                startedAt: try row.timestamp(6),
                finishedAt: try row.optionalTimestamp(7),
                outcome: try row.optionalString(8),
                error: try row.optionalString(9)
            )
    }

    private static let null = Array("null".utf8)

    private var running: JobRunView? { runs.first { $0.finishedAt == nil } }
    private var lastEnded: JobRunView? { runs.first { $0.finishedAt != nil } }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("name", name)
            json.member("interval_seconds", intervalSeconds)
            json.key("last_run")
            if let lastRun { json.object(lastRun.writeMembers) } else { json.null() }
            json.member("next_run_at", timestamp: nextRunAt)
            json.member("attempts", attempts)
            json.member("requested", isRequested)
            json.member("running", running != nil)
            json.member("progress", raw: running?.progress ?? Self.null)
            json.member("result", raw: lastEnded?.result ?? Self.null)
            json.array("runs") { json in
                for run in runs { run.write(to: &json) }
            }
        }
    }
}

/// One run of a job.
struct JobRunView {
    var node: String?
    let startedAt: Int64
    /// Nil while it runs.
    let finishedAt: Int64?
    let outcome: String?
    let error: String?
    var detail: String?
    /// The progress that it reported last; one JSON object.
    var progress: [UInt8]?
    /// Its findings; one JSON object.
    var result: [UInt8]?

    init(startedAt: Int64, finishedAt: Int64?, outcome: String?, error: String?) {
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.outcome = outcome
        self.error = error
    }

    /// From a row of `JobsQuery`.
    init(_ row: Row) throws(PostgresError) {
        node = try row.string(10)
        startedAt = try row.timestamp(11)
        finishedAt = try row.optionalTimestamp(12)
        outcome = try row.optionalString(13)
        error = try row.optionalString(14)
        detail = try row.optionalString(15)
        progress = try row.optionalString(16).map { Array($0.utf8) }
        result = try row.optionalString(17).map { Array($0.utf8) }
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("node", node)
            writeMembers(&json)
            json.member("detail", detail)
        }
    }

    /// The members that every run has.
    func writeMembers(_ json: inout JSONWriter) {
        json.member("started_at", timestamp: startedAt)
        json.member("finished_at", timestamp: finishedAt)
        json.member("duration_ms", finishedAt.map { ($0 - startedAt) / 1_000 })
        json.member("outcome", outcome)
        json.member("error", error)
    }
}
