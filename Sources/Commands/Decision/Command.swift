import Events
import Model

/// What somebody wants done: a pure decision over the state of the streams that it names.
///
/// Neither function reads a clock, a random source or anything outside its arguments, so the same
/// command on the same state decides the same on every node and in every test.
package protocol Command: Sendable {
    /// Appends the streams that the decision looks at or writes to, new ones excepted.
    ///
    /// Asked again after each load until everything named is in the model, so that a stream found
    /// through another one (the wallet behind a user name) is named as soon as the other is known.
    func reads(
        _ model: borrowing WriteModel,
        by actor: Actor,
        at now: Timestamp,
        into streams: inout [StreamID]
    )

    /// The events that follow from the command.
    ///
    /// Throws a `Refusal` when a rule forbids it.
    func decide(
        _ model: borrowing WriteModel,
        _ context: DecisionContext
    ) throws(Refusal) -> Decision
}

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
