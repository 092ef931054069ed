import Events
import Model

/// A change of password whose old one was found wrong: refused by the writer, so that the answer has
/// a position, and a receipt under its key, as any other.
package struct RefusePasswordChange: Command {
    package init() {}

    package func reads(
        _ model: borrowing WriteModel,
        by actor: Actor,
        at now: Timestamp,
        into streams: inout [StreamID]
    ) {}

    package func decide(
        _ model: borrowing WriteModel,
        _ context: DecisionContext
    ) throws(Refusal) -> Decision {
        throw .rejected(.wrongPassword)
    }
}
