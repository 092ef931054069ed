import API
import EventStore
import Events
import Model

/// What is known of a request while it is answered, for the log, the metrics and the journal.
struct RequestRecord {
    /// Nanoseconds of the monotonic clock.
    let startedAt: Int64
    /// Nil for a path that leads nowhere.
    var route: Route?
    /// Nil as long as nobody has identified himself.
    var user: UserID?
    /// The caller's own id of the request, if it sent one as a UUID.
    var correlation: UUID128?
    /// Set once a command is handed to the writer.
    var command: SentCommand?

    /// A command as it was sent, for another try.
    struct SentCommand {
        let id: UUID128
        /// The id in the path; 0 for a path without one.
        let subject: Int64
        let actor: Actor
        /// Where the log has the session of the actor.
        let witness: LogPlace
        let key: String?
        let body: [UInt8]
        let receivedAt: Timestamp
    }
}
