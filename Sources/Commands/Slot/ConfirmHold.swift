import Events
import Model

/// Makes a held seat the actor's for good, before the deadline.
package struct ConfirmHold: Command {
    let hold: HoldID

    package init(_ hold: HoldID) {
        self.hold = hold
    }

    package func reads(
        _ model: borrowing WriteModel,
        by actor: Actor,
        at now: Timestamp,
        into streams: inout [StreamID]
    ) {
        model.reads(hold: hold, into: &streams)
    }

    package func decide(
        _ model: borrowing WriteModel,
        _ context: DecisionContext
    ) throws(Refusal) -> Decision {
        let (state, reference) = try model.hold(hold, of: try context.user)
        switch state.state(at: context.now) {
        case .missing: throw .notFound(.hold)
        case .confirmed: throw .rejected(.holdAlreadyConfirmed)
        case .cancelled: throw .rejected(.holdCancelled)
        case .expired: throw .rejected(.holdExpired)
        case .held:
            return Decision([
                NewEvent(.hold(hold), .hold(.confirmed(reference))),
                NewEvent(.slot(reference.slot), .slot(.seatConfirmed(hold))),
            ])
        }
    }
}
