import Events
import Model

/// A wish to change something: a pure decision over the state of the streams that it lists.
///
/// Neither function reads a clock, a random source or anything outside its arguments, so the same
/// command on the same state decides the same on every node and in every test.
package protocol Command: Sendable {
    /// Lists the streams that the decision looks at or writes to, except new ones.
    ///
    /// Called again after each load until every listed stream is in the model, so that a stream
    /// found through another one (the wallet behind a user name) is listed once the other is known.
    func reads(_ model: borrowing WriteModel, _ streams: inout StreamList)

    /// Returns the events that follow from the command; throws a `Refusal` if a rule forbids it.
    func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision
}

extension Command {
    /// Lists no stream: the command only writes to new ones.
    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {}
}

/// The streams that a command lists, with what it may know while it lists them.
package struct StreamList: Sendable {
    /// Who sent the command.
    package private(set) var actor: Actor
    /// The time at which the command would be decided now.
    package private(set) var now: Timestamp
    /// The streams listed so far, in order.
    package private(set) var all: [StreamID] = []

    init(for actor: Actor, at now: Timestamp) {
        self.actor = actor
        self.now = now
    }

    /// The signed-in user; nil for the system and for an unknown caller.
    var user: UserID? { actor.user }

    /// Empties the list for another command and keeps its memory.
    mutating func restart(for actor: Actor, at now: Timestamp) {
        self.actor = actor
        self.now = now
        all.removeAll(keepingCapacity: true)
    }

    mutating func append(_ stream: StreamID) { all.append(stream) }

    mutating func append(_ first: StreamID, _ second: StreamID) {
        all.append(first)
        all.append(second)
    }
}

/// One call of a command: what a decision knows besides the state.
package struct Call: Sendable {
    /// One reading for the whole batch; never before the time of the last event in the log.
    package let now: Timestamp
    /// The position that the first event of the decision gets.
    package let next: LogPosition
    /// Who sent the command.
    package let actor: Actor

    /// The signed-in user; throws `Refusal.forbidden` for the system and for an unknown caller.
    var user: UserID {
        get throws(Refusal) {
            guard let user = actor.user else { throw .forbidden }
            return user
        }
    }

    /// Throws `Refusal.forbidden` unless the service itself sent the command.
    func requireSystem() throws(Refusal) {
        guard actor == .system else { throw .forbidden }
    }
}
