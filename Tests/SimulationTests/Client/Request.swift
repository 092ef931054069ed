import Commands
import Events

@testable import EventStore
@testable import Model

/// One request on its way; a retry is another request with the same key.
struct Request {
    let id: UUID128
    let intent: Intent
    let actor: Actor
    let key: String?
    /// A substitute for method, path and body.
    let fingerprint: [UInt8]
    /// Whether it has waited too long before its decision.
    let isOld: Bool

    var receiptKey: ReceiptKey? { key.map { ReceiptKey(actor: actor, key: $0) } }

    var submission: Submission<Int> {
        Submission(
            intent.command,
            id: id,
            actor: actor,
            key: key.map { IdempotencyKey($0, fingerprint: fingerprint) },
            receivedAt: MonotonicTime(nanoseconds: isOld ? 1_000_000_000 : 99_000_000_000),
            ticket: 0
        )
    }
}
