import Postgres
import Text

/// One command with what became of it and of the last try by hand.
///
/// Times are microseconds since 1970.
struct CommandView {
    let id: Int64
    /// Names the command in its events.
    let command: String
    /// Method and path, as the documents name them.
    let route: String
    /// The id in the path; 0 for a path without one.
    let subject: Int64
    let actor: Int64
    let outcome: String
    let reason: String?
    let position: Int64?
    let receivedAt: Int64
    let isRetryable: Bool
    let retry: Retry?

    struct Retry {
        let at: Int64
        /// Nil while it is under way.
        let outcome: String?
        let reason: String?
        let position: Int64?
    }

    func write(to json: inout JSONWriter) {
        json.beginObject()
        json.member("id", id)
        json.member("command", command)
        json.member("route", route)
        json.member("subject_id", subject == 0 ? nil : subject)
        json.member("actor_id", actor == 0 ? nil : actor)
        json.member("outcome", outcome)
        json.member("reason", reason)
        json.member("position", position)
        json.member("received_at", timestamp: receivedAt)
        json.member("retryable", isRetryable)
        if let retry {
            json.object("retry") { json in
                json.member("at", timestamp: retry.at)
                json.member("outcome", retry.outcome)
                json.member("reason", retry.reason)
                json.member("position", retry.position)
            }
        } else {
            json.key("retry")
            json.null()
        }
        json.endObject()
    }
}

extension CommandView {
    init(_ row: Row) throws(PostgresError) {
        let outcome = try row.string(6)
        let retry = try row.optionalTimestamp(11).map { (at) throws(PostgresError) in
            Retry(
                at: at,
                outcome: try row.optionalString(12),
                reason: try row.optionalString(13),
                position: try row.optionalInt64(14)
            )
        }
        self.init(
            id: try row.int64(1),
            command: try row.string(2),
            route: try row.string(3),
            subject: try row.int64(4),
            actor: try row.int64(5),
            outcome: outcome,
            reason: try row.optionalString(7),
            position: try row.optionalInt64(8),
            receivedAt: try row.timestamp(9),
            isRetryable: try row.bool(10) && outcome != "done" && retry?.outcome != "done",
            retry: retry
        )
    }
}
