import Events
import Model

/// Writes that a hold has run out.
///
/// The sweeper sends it; decisions do not wait for it.
package struct ExpireHold: Command {
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
        let (state, reference) = try model.hold(hold, of: nil)
        switch state.state {
        case .missing: throw .notFound(.hold)
        case .confirmed: throw .rejected(.holdAlreadyConfirmed)
        case .cancelled: throw .rejected(.holdCancelled)
        case .expired: throw .rejected(.holdExpired)
        case .held:
            guard state.state(at: context.now) == .expired else { throw .rejected(.holdNotDue) }
            let released = SeatReleased(hold: hold, wasConfirmed: false)
            return Decision([
                NewEvent(.hold(hold), .hold(.expired(reference))),
                NewEvent(.slot(reference.slot), .slot(.seatReleased(released))),
            ])
        }
    }
}
