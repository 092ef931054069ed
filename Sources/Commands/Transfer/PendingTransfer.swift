import Entities
import Events
import Model

/// Sets money of the actor's wallet aside for another user, to be posted or voided before a
/// deadline.
package struct ReserveTransfer: Command {
    let receiver: Recipient
    let amount: Money
    let memo: String?
    let annotation: Annotation?
    let lifetimeSeconds: Int

    package init(
        to receiver: Recipient,
        amount: Money,
        memo: String? = nil,
        annotation: Annotation? = nil,
        lifetimeSeconds: Int
    ) {
        self.receiver = receiver
        self.amount = amount
        self.memo = memo
        self.annotation = annotation
        self.lifetimeSeconds = lifetimeSeconds
    }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        model.reads(paying: amount, from: streams.user, to: receiver, into: &streams)
        guard let user = streams.user, let payer = model.accounts[AccountID(of: user)],
            let overdue = reservationToExpire(in: payer, besides: [], at: streams.now)
        else { return }
        streams.append(.transfer(overdue.transfer))
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        let (from, to) = try model.parties(sender: try call.user, receiver)
        let movement = Movement(.transfer, from: from, to: to, amount)
        var expired = try movement.check(model, at: call.now)
        let payer = model.accounts[from] ?? Account()
        if let overdue = reservationToExpire(in: payer, besides: expired, at: call.now) {
            expired.append(overdue)
        }
        guard payer.reservations.count - expired.count < Account.maximumReservations
        else { throw .rejected(.tooManyPending) }
        let expiries = try model.expiries(of: expired, from: from)
        let id = TransferID(createdAt: call.next.advanced(by: expiries.count))
        let reserved = TransferReserved(
            parties: TransferParties(sender: from, receiver: to),
            amount: amount,
            expiresAt: call.now.advanced(bySeconds: lifetimeSeconds),
            memo: memo,
            annotation: annotation
        )
        let reservation = Reservation(transfer: id, amount: amount, expiresAt: reserved.expiresAt)
        return Decision(
            expiries + [
                .transfer(id, .reserved(reserved)),
                .account(from, .reserved(reservation)),
            ],
            location: .transfer(id)
        )
    }

    /// The overdue reservation that must end if there are as many as there may be.
    ///
    /// One is enough; none if `expired` ones end anyway because their money is needed.
    private func reservationToExpire(
        in payer: Account,
        besides expired: [Reservation],
        at now: Timestamp
    ) -> Reservation? {
        guard expired.isEmpty, payer.reservations.count >= Account.maximumReservations
        else { return nil }
        return payer.overdue(at: now).first
    }
}

/// Moves the money of a pending transfer, or some of it; the rest is available again.
///
/// The sender or the receiver may post it, before the deadline.
package struct PostTransfer: Command {
    let transfer: TransferID
    let units: Int64?
    let currency: Currency?

    /// `units` are minor units of the pending currency, which must be `currency` if one is given;
    /// nil moves the whole amount.
    package init(_ transfer: TransferID, units: Int64? = nil, currency: Currency? = nil) {
        self.transfer = transfer
        self.units = units
        self.currency = currency
    }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        model.reads(transfer: transfer, into: &streams)
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        let (reservation, terms) = try model.pending(transfer, call)
        let amount = try amount(of: terms)
        let parties = terms.parties
        guard model.accounts[parties.sender]?.isClosed != true
        else { throw .rejected(.accountClosed) }
        let receiver = model.accounts[parties.receiver] ?? Account()
        guard !receiver.isClosed else { throw .rejected(.receiverNotFound) }
        try Movement.checkLimit(of: receiver, amount)
        let (from, to) = (parties.sender, parties.receiver)
        let movement = Movement(
            .transfer,
            from: from,
            to: to,
            amount,
            memo: terms.memo,
            annotation: terms.annotation
        )
        let posted = TransferPosted(parties: parties, amount: amount)
        return Decision(
            [.account(parties.sender, .released(reservation))]
                + movement.postings(of: transfer)
                + [.transfer(transfer, .posted(posted))]
        )
    }

    private func amount(of terms: TransferTerms) throws(Refusal) -> Money {
        let pending = terms.amount
        let amount = Money(units ?? pending.minorUnits, currency ?? pending.currency)
        guard amount.minorUnits > 0 else { throw .rejected(.invalidAmount) }
        guard amount.currency == pending.currency else {
            throw .rejected(.wrongCurrency, detail: "currency=\(pending.currency)")
        }
        guard amount.minorUnits <= pending.minorUnits else {
            throw .rejected(.amountAbovePending, detail: "pending=\(pending.minorUnits)")
        }
        return amount
    }
}

/// Ends a pending transfer: nothing moves, and its money is available again.
///
/// The sender or the receiver may void it.
package struct VoidTransfer: Command {
    let transfer: TransferID

    package init(_ transfer: TransferID) { self.transfer = transfer }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        model.reads(transfer: transfer, into: &streams)
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        let (reservation, terms) = try model.pending(transfer, call)
        let parties = terms.parties
        return Decision([
            .transfer(transfer, .voided(parties)),
            .account(parties.sender, .released(reservation)),
        ])
    }
}

/// Records that a pending transfer has expired.
///
/// The sweeper sends it; decisions do not wait for it.
package struct ExpireTransfer: Command {
    let transfer: TransferID

    package init(_ transfer: TransferID) { self.transfer = transfer }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        streams.append(.transfer(transfer))
        // The receiver's account does not change.
        if let parties = model.transfers[transfer]?.terms?.parties {
            streams.append(.account(parties.sender))
        }
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        let (state, terms) = try model.transfer(transfer)
        try state.state.requirePending()
        guard state.state(at: call.now) == .expired else { throw .rejected(.transferNotDue) }
        let reservation = try model.reservation(transfer, terms)
        return Decision(try model.expiries(of: [reservation], from: terms.parties.sender))
    }
}
