import Postgres
import Text

/// One run of a job.
struct JobRunView {
    var node: String?
    let startedAt: Int64
    /// Nil while it goes on.
    let finishedAt: Int64?
    let outcome: String?
    let error: String?
    var detail: String?
    /// How far it was when that was last told; one JSON object.
    var progress: [UInt8]?
    /// What it has found; one JSON object.
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

    /// What is known of every run.
    func writeMembers(_ json: inout JSONWriter) {
        json.member("started_at", timestamp: startedAt)
        json.member("finished_at", timestamp: finishedAt)
        json.member("duration_ms", finishedAt.map { ($0 - startedAt) / 1_000 })
        json.member("outcome", outcome)
        json.member("error", error)
    }
}
