import Events
import Model

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
