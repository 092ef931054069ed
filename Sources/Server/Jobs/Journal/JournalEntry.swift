import API
import Commands
import EventStore
import Events
import Model

/// A command that came over HTTP and what became of it.
package struct JournalEntry: Sendable {
    package enum Outcome: String, Sendable {
        case done
        /// By a rule, or because it named what is not there.
        case refused
        /// Not done for want of room or of the database; nothing changed.
        case failed
    }

    /// Names the command in its events.
    let command: UUID128
    let route: Route
    /// The id in the path; 0 for a path without one.
    let subject: Int64
    let actor: Actor
    let key: String?
    /// The body, one JSON object; nil if it may not be kept.
    let request: [UInt8]?
    let receivedAt: Timestamp
    let outcome: Outcome
    let reason: String?
    /// Of the last event, or of the end of the log that it was refused on.
    let position: Int64?
    /// Where the log has the session of the actor: where that was lost the actor may be somebody else by
    /// now, in whose name nothing is to be tried again.
    var witness: LogPlace?

    package init(
        command: UUID128,
        route: Route,
        subject: Int64,
        actor: Actor,
        key: String?,
        request: [UInt8]?,
        receivedAt: Timestamp,
        outcome: Outcome,
        reason: String?,
        position: Int64?,
        witness: LogPlace? = nil
    ) {
        self.command = command
        self.route = route
        self.subject = subject
        self.actor = actor
        self.key = key
        self.request = request
        self.receivedAt = receivedAt
        self.outcome = outcome
        self.reason = reason
        self.position = position
        self.witness = witness
    }
}
