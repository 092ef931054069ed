import Events
import Model

/// Gives a held or confirmed seat back.
package struct CancelHold: Command {
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
        case .cancelled: throw .rejected(.holdCancelled)
        case .expired: throw .rejected(.holdExpired)
        case .held: return release(reference, wasConfirmed: false)
        case .confirmed: return release(reference, wasConfirmed: true)
        }
    }

    private func release(_ reference: HoldReference, wasConfirmed: Bool) -> Decision {
        let released = SeatReleased(hold: hold, wasConfirmed: wasConfirmed)
        return Decision([
            NewEvent(.hold(hold), .hold(.cancelled(reference))),
            NewEvent(.slot(reference.slot), .slot(.seatReleased(released))),
        ])
    }
}
