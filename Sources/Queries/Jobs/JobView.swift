import Postgres
import Text

/// One job: how its last run went, when it runs next, and its history.
struct JobView {
    let name: String
    /// Nil for one that only runs when it is asked for.
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
