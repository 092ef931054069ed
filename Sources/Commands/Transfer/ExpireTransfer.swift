import Events
import Model

/// Writes that a pending transfer has run out.
///
/// The sweeper sends it; decisions do not wait for it.
package struct ExpireTransfer: Command {
    let transfer: TransferID

    package init(_ transfer: TransferID) {
        self.transfer = transfer
    }

    package func reads(
        _ model: borrowing WriteModel,
        by actor: Actor,
        at now: Timestamp,
        into streams: inout [StreamID]
    ) {
        streams.append(.transfer(transfer))
        // The receiver has nothing to do with it.
        if let parties = model.transfers[transfer]?.terms?.parties {
            streams.append(.account(parties.sender))
        }
    }

    package func decide(
        _ model: borrowing WriteModel,
        _ context: DecisionContext
    ) throws(Refusal) -> Decision {
        let (state, terms) = try model.transfer(transfer)
        switch state.state {
        case .missing: throw .notFound(.transfer)
        case .posted, .postedReversed: throw .rejected(.transferPosted)
        case .voided: throw .rejected(.transferVoided)
        case .expired: throw .rejected(.transferExpired)
        case .direct, .directReversed: throw .rejected(.transferNotPending)
        case .pending:
            guard state.state(at: context.now) == .expired
            else { throw .rejected(.transferNotDue) }
            let reservation = try model.reservation(transfer, terms)
            return Decision(try model.expiries(of: [reservation], from: terms.parties.sender))
        }
    }
}
