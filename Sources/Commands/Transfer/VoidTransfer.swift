import Events
import Model

/// Ends a pending transfer: nothing moves, and its money is available again.
///
/// By its sender or its receiver.
package struct VoidTransfer: Command {
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
        model.reads(transfer: transfer, into: &streams)
    }

    package func decide(
        _ model: borrowing WriteModel,
        _ context: DecisionContext
    ) throws(Refusal) -> Decision {
        let (reservation, terms) = try model.pending(transfer, context)
        let parties = terms.parties
        return Decision([
            NewEvent(.transfer(transfer), .transfer(.voided(parties))),
            NewEvent(.account(parties.sender), .account(.released(reservation))),
        ])
    }
}
