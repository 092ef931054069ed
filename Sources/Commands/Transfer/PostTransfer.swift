import Events
import Model

/// Moves the money of a pending transfer, all of it or less; the rest is available again.
///
/// By its sender or its receiver, before the deadline.
package struct PostTransfer: Command {
    let transfer: TransferID
    let units: Int64?
    let currency: Currency?

    /// `units` are minor units of the currency that is pending: nil for all of it.
    ///
    /// With a `currency`, they are of that one, and if another is pending they are more than is.
    package init(_ transfer: TransferID, units: Int64? = nil, currency: Currency? = nil) {
        self.transfer = transfer
        self.units = units
        self.currency = currency
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
        let amount = try amount(of: terms)
        let parties = terms.parties
        guard model.accounts[parties.sender]?.isClosed != true
        else { throw .rejected(.accountClosed) }
        let receiver = model.accounts[parties.receiver] ?? Account()
        guard !receiver.isClosed else { throw .rejected(.receiverNotFound) }
        try Movement.checkLimit(of: receiver, amount)
        let movement = Movement(
            kind: .transfer,
            from: parties.sender,
            to: parties.receiver,
            amount: amount,
            memo: terms.memo
        )
        let posted = TransferPosted(parties: parties, amount: amount)
        return Decision(
            [NewEvent(.account(parties.sender), .account(.released(reservation)))]
                + movement.postings(of: transfer)
                + [NewEvent(.transfer(transfer), .transfer(.posted(posted)))]
        )
    }

    private func amount(of terms: TransferTerms) throws(Refusal) -> Money {
        let pending = terms.amount
        let amount = Money(units ?? pending.minorUnits, currency ?? pending.currency)
        guard amount.minorUnits > 0 else { throw .rejected(.invalidAmount) }
        guard amount.currency == pending.currency, amount.minorUnits <= pending.minorUnits
        else { throw .rejected(.amountAbovePending) }
        return amount
    }
}
