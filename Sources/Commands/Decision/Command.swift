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
