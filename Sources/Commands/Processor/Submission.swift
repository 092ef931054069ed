import EventStore
import Events
import Model

/// A command on its way: who asks, under what key, and where the answer goes.
package struct Submission<Ticket: Sendable>: Sendable {
    package let command: any Command
    /// Names the command in each of its events.
    package let id: UUID128
    package let actor: Actor
    /// The idempotency key, if there is one, with what it was sent with.
    package let key: IdempotencyKey?
    /// Where the log has the session that the caller was identified by; nil for one without.
    ///
    /// Where it was lost the actor may be somebody else by now, so nothing is done in its name.
    package let witness: LogPlace?
    package let receivedAt: MonotonicTime
    package let causation: UUID128?
    package let correlation: UUID128?
    package let ticket: Ticket

    package init(
        _ command: any Command,
        id: UUID128,
        actor: Actor,
        key: IdempotencyKey? = nil,
        witness: LogPlace? = nil,
        receivedAt: MonotonicTime,
        causation: UUID128? = nil,
        correlation: UUID128? = nil,
        ticket: Ticket
    ) {
        self.command = command
        self.id = id
        self.actor = actor
        self.key = key
        self.witness = witness
        self.receivedAt = receivedAt
        self.causation = causation
        self.correlation = correlation
        self.ticket = ticket
    }
}

/// A client's key for one request, and what the request was.
package struct IdempotencyKey: Hashable, Sendable {
    /// 1 to 255 visible ASCII characters.
    package let key: String
    /// SHA-256 of method, path and body.
    package let fingerprint: [UInt8]

    package init(_ key: String, fingerprint: [UInt8]) {
        self.key = key
        self.fingerprint = fingerprint
    }
}

/// What became of a command.
package enum Outcome: Hashable, Sendable {
    /// Done and durable.
    ///
    /// `position` is that of its last event, `location` the path of what it made.
    case done(position: LogPosition, location: String?, replayed: Bool)
    /// Refused by a rule; `reason` is a `Rejection`'s word, one of an older version when replayed.
    ///
    /// `position` is the end of the log that it was decided on, with the events of a
    /// `Decision.refusal`.
    case rejected(reason: String, position: LogPosition, replayed: Bool)
    case notFound(ResourceKind)
    case forbidden
    /// The caller's session was lost with the log's end, and the actor may be somebody else by now.
    case sessionLost
    /// The key was used before for another request.
    case keyReused
    /// The receipt under the key is not one that this software has written, or was changed since: the
    /// command is neither done nor answered from it.
    case distrusted
    /// Whether it was done could not be found out in the time that a command may take: its key finds
    /// the receipt, if there is one.
    case unknown
    /// Not done, and nothing was changed; worth trying again later.
    ///
    /// `cause` is a sentence, nil for a cause that passes by itself.
    case unavailable(retryAfterSeconds: Int, cause: String? = nil)
}
