import Events
import Model

/// Sets money of the actor's wallet aside for another user, to be posted or voided before a deadline.
package struct ReserveTransfer: Command {
    let receiver: Recipient
    let amount: Money
    let memo: String?
    let lifetimeSeconds: Int

    package init(
        to receiver: Recipient,
        amount: Money,
        memo: String? = nil,
        lifetimeSeconds: Int
    ) {
        self.receiver = receiver
        self.amount = amount
        self.memo = memo
        self.lifetimeSeconds = lifetimeSeconds
    }

    package func reads(
        _ model: borrowing WriteModel,
        by actor: Actor,
        at now: Timestamp,
        into streams: inout [StreamID]
    ) {
        model.reads(paying: amount, by: actor, to: receiver, at: now, into: &streams)
        guard let user = actor.user, let payer = model.accounts[AccountID(of: user)],
            let inTheWay = makingRoom(in: payer, besides: [], at: now)
        else { return }
        streams.append(.transfer(inTheWay.transfer))
    }

    package func decide(
        _ model: borrowing WriteModel,
        _ context: DecisionContext
    ) throws(Refusal) -> Decision {
        let (from, to) = try model.parties(sender: try context.user, receiver)
        let movement = Movement(kind: .transfer, from: from, to: to, amount: amount)
        var expired = try movement.check(model, at: context.now)
        let payer = model.accounts[from] ?? Account()
        if let overdue = makingRoom(in: payer, besides: expired, at: context.now) {
            expired.append(overdue)
        }
        guard payer.reservations.count - expired.count < Account.maximumReservations
        else { throw .rejected(.tooManyPending) }
        let expiries = try model.expiries(of: expired, from: from)
        let id = TransferID(createdAt: context.next.advanced(by: expiries.count))
        let reserved = TransferReserved(
            parties: TransferParties(sender: from, receiver: to),
            amount: amount,
            expiresAt: context.now.advanced(bySeconds: lifetimeSeconds),
            memo: memo
        )
        let reservation = Reservation(
            transfer: id,
            amount: amount,
            expiresAt: reserved.expiresAt
        )
        return Decision(
            expiries + [
                NewEvent(.transfer(id), .transfer(.reserved(reserved))),
                NewEvent(.account(from), .account(.reserved(reservation))),
            ],
            location: .transfer(id)
        )
    }

    /// The overdue reservation to be given back where there are as many as there may be: one is
    /// enough, unless money was short and some are given back anyway.
    private func makingRoom(
        in payer: Account,
        besides expired: [Reservation],
        at now: Timestamp
    ) -> Reservation? {
        guard expired.isEmpty, payer.reservations.count >= Account.maximumReservations
        else { return nil }
        return payer.overdue(at: now).first
    }
}

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

extension WriteModel {
    /// The reservation and the terms of a transfer that the actor may post or void now.
    ///
    /// Throws not found, `forbidden` unless the actor is a party, and the word of any other state
    /// than pending.
    borrowing func pending(
        _ id: TransferID,
        _ context: DecisionContext
    ) throws(Refusal) -> (reservation: Reservation, terms: TransferTerms) {
        let actor = AccountID(of: try context.user)
        let (transfer, terms) = try transfer(id)
        guard [terms.parties.sender, terms.parties.receiver].contains(actor)
        else { throw .forbidden }
        switch transfer.state(at: context.now) {
        case .missing: throw .notFound(.transfer)
        case .pending: return (try reservation(id, terms), terms)
        case .posted, .postedReversed: throw .rejected(.transferPosted)
        case .voided: throw .rejected(.transferVoided)
        case .expired: throw .rejected(.transferExpired)
        case .direct, .directReversed: throw .rejected(.transferNotPending)
        }
    }

    /// What a pending transfer has set aside.
    borrowing func reservation(
        _ id: TransferID,
        _ terms: TransferTerms
    ) throws(Refusal) -> Reservation {
        guard let expiresAt = terms.expiresAt else { throw .rejected(.transferNotPending) }
        return Reservation(transfer: id, amount: terms.amount, expiresAt: expiresAt)
    }
}
