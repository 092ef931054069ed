import Events
import Model

/// What a decision knows besides the state.
package struct DecisionContext: Sendable {
    /// One reading for the whole batch; never before the time of the last event in the log.
    package let now: Timestamp
    /// The position that the first event of the decision will get.
    package let next: LogPosition
    /// Who asks.
    package let actor: Actor

    package init(now: Timestamp, next: LogPosition, actor: Actor) {
        self.now = now
        self.next = next
        self.actor = actor
    }

    /// The signed-in user.
    ///
    /// Throws `Refusal.forbidden` for the system and for somebody unknown.
    var user: UserID {
        get throws(Refusal) {
            guard let user = actor.user else { throw .forbidden }
            return user
        }
    }

    /// Throws `Refusal.forbidden` for anybody but the service itself.
    func requireSystem() throws(Refusal) {
        guard actor == .system else { throw .forbidden }
    }
}
