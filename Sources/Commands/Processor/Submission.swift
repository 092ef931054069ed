import EventStore
import Events
import Model

/// A command on its way: who sent it, under which key, and where the answer goes.
package struct Submission<Ticket: Sendable>: Sendable {
    package let command: any Command
    /// Identifies the command in each of its events.
    package let id: UUID128
    package let actor: Actor
    /// The idempotency key, if there is one, with the fingerprint of its request.
    package let key: IdempotencyKey?
    /// The place in the log of the session that identified the caller; nil without a session.
    ///
    /// If the log has lost it, the actor's id may belong to another user by now, so nothing is done.
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

/// A client's key for one request, and the fingerprint of that request.
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

/// The outcome of a command.
package enum Outcome: Hashable, Sendable {
    /// Done and durable.
    ///
    /// `position` is that of its last event, `location` the path of what it made.
    case done(position: LogPosition, location: String?, replayed: Bool)
    /// Refused by a rule; `reason` is a `Rejection`'s word, possibly an older version's if replayed.
    ///
    /// `position` is the end of the log on which it was decided, including the events of a
    /// `Decision.refusal`.
    case rejected(reason: String, position: LogPosition, replayed: Bool)
    case notFound(ResourceKind)
    case forbidden
    /// The caller's session was lost with the log's end, so the actor's id may be another user's by now.
    case sessionLost
    /// The key was used before for another request.
    case keyReused
    /// The receipt under the key was not written by this software, or was changed since: the command is
    /// neither done nor answered from it.
    case distrusted
    /// It was not known in time whether the command was done: its key finds the receipt, if there is
    /// one.
    case unknown
    /// Not done, and nothing was changed; the client may try again later.
    ///
    /// `cause` is a sentence, nil for a cause that passes by itself.
    case unavailable(retryAfterSeconds: Int, cause: String? = nil)
}
