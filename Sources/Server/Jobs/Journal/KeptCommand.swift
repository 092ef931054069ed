import API
import Entities
import Events
import HTTP
import Model
import Operations
import Postgres

/// A command of the journal with all that another try needs.
struct KeptCommand {
    let id: Int64
    /// The command's id in its events, if it was done.
    let command: UUID128
    let route: Route
    let subject: Int64
    let actor: Actor
    let outcome: JournalVerdict.Outcome
    /// Why the command was not done.
    let reason: String?
    let key: String?
    let request: [UInt8]?
    let receivedAt: Timestamp
    /// The number of refused tries by administrators.
    let attempts: Int32
    /// When the current or last try began; nil if there was none.
    let retriedAt: Timestamp?
    let retryOutcome: JournalVerdict.Outcome?

    /// The Idempotency-Key of the next try, so that the command applies once, however often it is
    /// sent.
    ///
    /// A failed command left no receipt under its own key: the first try with that key counts, the
    /// client's own included. A refusal has a receipt, so the next try gets another key; clients'
    /// keys have no spaces. A client's key may have several rows, failed ones and a refused one,
    /// and a node that lost its connection may have written a row twice: their tries share the same
    /// keys.
    var retryKey: String { clientKey ?? "retry \(key ?? command.text) \(number)" }

    /// Whether the command may have been done without a receipt for another try to find.
    var isInDoubt: Bool { key == nil && reason == Problem.Kind.outcomeUnknown.rawValue }

    /// The number of the next try; a failed command begins with 0.
    private var number: Int32 {
        switch outcome {
        case .failed: attempts
        case .done, .refused: attempts + 1
        }
    }

    /// The client's own key, if the next try shares it.
    private var clientKey: String? {
        switch outcome {
        case .failed: attempts == 0 ? key : nil
        case .done, .refused: nil
        }
    }

    /// Since when a try with that key may have been done without a record of its outcome.
    ///
    /// Only its receipt shows that; nil if there is no such try.
    var mayBeDoneSince: Timestamp? {
        if clientKey != nil { return receivedAt }
        return retryOutcome == nil ? retriedAt : nil
    }

    /// The fingerprint of the request as its client sent it.
    func fingerprint(_ request: [UInt8]) -> [UInt8] {
        let target = Array(route.target(of: subject).utf8)
        return target.withUnsafeBytes { target in
            request.withUnsafeBytes { IdempotencyKey.fingerprint(route.method.name, target, $0) }
        }
    }
}

extension JournalStore {
    /// Nil if the journal does not have the command, or no longer.
    func find(_ id: Int64) throws(PostgresError) -> KeptCommand? {
        let rows = try connection.execute(
            """
            SELECT route, subject, actor, outcome, idempotency_key, request, attempts, retried_at,
                retry_outcome, command::text, received_at, reason
            FROM jobs.commands WHERE id = $1
            """,
            [.int64(id)]
        )
        guard let row = rows.first else { return nil }
        let word = try row.string(0)
        guard let route = Route(named: word),
            let outcome = JournalVerdict.Outcome(rawValue: try row.string(3)),
            let command = UUID128(text: try row.string(9))
        else { throw .decoding("jobs.commands has a route or outcome of another version") }
        return KeptCommand(
            id: id,
            command: command,
            route: route,
            subject: try row.int64(1),
            actor: Actor(rawValue: try row.int64(2)),
            outcome: outcome,
            reason: try row.optionalString(11),
            key: try row.optionalString(4),
            request: try row.optionalString(5).map { Array($0.utf8) },
            receivedAt: Timestamp(microseconds: try row.timestamp(10)),
            attempts: try row.int32(6),
            retriedAt: try row.optionalTimestamp(7).map { Timestamp(microseconds: $0) },
            retryOutcome: try row.optionalString(8).flatMap(JournalVerdict.Outcome.init)
        )
    }

    /// Records that a try begins; the time of the first try with this key stays.
    func beginRetry(_ id: Int64, at time: Timestamp) throws(PostgresError) {
        try connection.execute(
            """
            UPDATE jobs.commands
            SET retried_at = CASE WHEN retry_outcome IS NULL THEN coalesce(retried_at, $2) ELSE $2 END,
                retry_outcome = NULL, retry_reason = NULL, retry_position = NULL
            WHERE id = $1
            """,
            [.int64(id), .timestamp(time.microseconds)]
        )
    }

    /// Records the outcome of the try; after a refusal the next try gets a new key.
    func endRetry(
        _ command: KeptCommand,
        _ verdict: JournalVerdict
    ) throws(PostgresError) {
        try connection.execute(
            """
            UPDATE jobs.commands
            SET retry_outcome = $3, retry_reason = $4, retry_position = $5,
                attempts = attempts + CASE WHEN $3 = 'refused' THEN 1 ELSE 0 END
            WHERE id = $1 AND attempts = $2
            """,
            [
                .int64(command.id), .int32(command.attempts), .text(verdict.outcome.rawValue),
                .text(verdict.reason), .int64(verdict.position),
            ]
        )
    }
}
