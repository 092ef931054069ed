import API
import Commands
import Events
import HTTP
import Model
import Postgres

/// A command of the journal as another try needs it.
struct KeptCommand {
    let id: Int64
    /// Names the command in its events, had it been done.
    let command: UUID128
    let route: Route
    let subject: Int64
    let actor: Actor
    let outcome: JournalEntry.Outcome
    /// The reason of a command that was not done.
    let reason: String?
    let key: String?
    let request: [UInt8]?
    let receivedAt: Timestamp
    /// Tries by hand that were refused.
    let attempts: Int32
    /// When the try under way, or the last one, began; nil if there was none.
    let retriedAt: Timestamp?
    let retryOutcome: JournalEntry.Outcome?

    /// What the next try is sent under, so that it applies once, however often and wherever it is sent.
    ///
    /// A failed command had no answer to keep under its own key: with that key again, whichever try comes
    /// first counts, the client's own included. A refusal is kept under the key it came with, so the next
    /// try gets another; the spaces keep that apart from clients' keys. What a client sent under one key
    /// may stand in several rows, failed ones and a refused one, and a node that lost its connection may
    /// have written a row down twice: their tries share one row of keys.
    var retryKey: String { clientKey ?? "retry \(key ?? command.text) \(number)" }

    /// Whether it may have been done without a receipt that another try would find.
    var isInDoubt: Bool { key == nil && reason == Problem.Kind.outcomeUnknown.rawValue }

    /// Of the next try by hand; 0 is the one that a failed command did not get.
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

    /// Since when a try under that key may have been done without anybody having written down that it was:
    /// its receipt alone tells; nil if there can be none.
    var mayBeDoneSince: Timestamp? {
        if clientKey != nil { return receivedAt }
        return retryOutcome == nil ? retriedAt : nil
    }

    /// Of the request as its client has sent it.
    func fingerprint(_ request: [UInt8]) -> [UInt8] {
        let target = Array(route.path.description.replacing("{id}", with: "\(subject)").utf8)
        return target.withUnsafeBytes { target in
            request.withUnsafeBytes { Cryptography.fingerprint(route.method.name, target, $0) }
        }
    }
}

extension JournalStore {
    /// Nil if there is no such command (any more).
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
            let outcome = JournalEntry.Outcome(rawValue: try row.string(3)),
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
            retryOutcome: try row.optionalString(8).flatMap(JournalEntry.Outcome.init)
        )
    }

    /// A try begins; the time of the first try under this key stays.
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

    /// What became of the try with this number; the next after a refusal gets a new key.
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
