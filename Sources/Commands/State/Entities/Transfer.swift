import EventStore
import Events
import Model

/// A transfer as decisions see it: whether it is pending, has moved its money or was reversed.
package struct Transfer: Entity {
    /// Every way through a transfer's life.
    package enum State: Hashable, CaseIterable {
        /// There is no such transfer (→ pending, direct).
        case missing
        /// → posted, voided, expired.
        case pending
        /// It was pending, and its money has moved (→ postedReversed).
        case posted
        case voided
        case expired
        /// It moved its money at once (→ directReversed).
        case direct
        case postedReversed
        case directReversed

        /// Throws the refusal that belongs to any state but pending.
        package func requirePending() throws(Refusal) {
            switch self {
            case .missing: throw .notFound(.transfer)
            case .pending: return
            case .posted, .postedReversed: throw .rejected(.transferPosted)
            case .voided: throw .rejected(.transferVoided)
            case .expired: throw .rejected(.transferExpired)
            case .direct, .directReversed: throw .rejected(.transferNotPending)
            }
        }
    }

    package private(set) var state = State.missing
    /// Nil for a transfer that does not exist.
    package private(set) var terms: TransferTerms?

    package init() {}

    package mutating func evolve(_ event: TransferEvent) {
        switch event {
        case .reserved(let reserved):
            terms = TransferTerms(
                parties: reserved.parties,
                kind: .transfer,
                amount: reserved.amount,
                memo: reserved.memo,
                annotation: reserved.annotation,
                expiresAt: reserved.expiresAt
            )
            state = .pending
        case .posted(let posted):
            terms?.amount = posted.amount
            end(.posted)
        case .voided: end(.voided)
        case .expired: end(.expired)
        case .reversed: state = state == .posted ? .postedReversed : .directReversed
        }
    }

    /// Nothing asks for what was stored with it from then on.
    private mutating func end(_ end: State) {
        state = end
        terms?.annotation = nil
    }

    /// Applies the debit at the transfer's own position.
    ///
    /// Ignored if the transfer is known already: the debit of a transfer that was pending first
    /// adds nothing to its own stream.
    mutating func apply(debit posting: Posting, from sender: AccountID) {
        guard state == .missing else { return }
        terms = TransferTerms(
            parties: TransferParties(sender: sender, receiver: posting.counterparty),
            kind: posting.kind,
            amount: posting.amount,
            memo: posting.memo,
            annotation: nil,
            expiresAt: nil
        )
        state = .direct
    }

    /// The state that counts at `now`: a pending transfer whose deadline has passed is expired,
    /// whether or not that is written yet.
    package func state(at now: Timestamp) -> State {
        switch state {
        case .pending:
            if let deadline = terms?.expiresAt, deadline > now { .pending } else { .expired }
        case .missing, .posted, .voided, .expired, .direct, .postedReversed, .directReversed: state
        }
    }

    /// A transfer's debit comes before its own events, in the sender's stream.
    ///
    /// A debit at its position may belong to another transfer; then it is ignored.
    package static func initial(_ stream: StreamID, _ history: StreamHistory) -> Transfer {
        var transfer = Transfer()
        if case .transfer(let id) = stream, let debit = history.debit,
            case .account(.debited(let posting)) = debit.event, posting.transfer == id,
            case .account(let sender) = debit.stream
        {
            transfer.apply(debit: posting, from: sender)
        }
        return transfer
    }

    package static func change(in event: Event) -> TransferEvent? {
        if case .transfer(let change) = event { change } else { nil }
    }
}

/// The parties of a transfer, and how much it moves or will move.
package struct TransferTerms: Hashable {
    package let parties: TransferParties
    package let kind: TransferKind
    /// The amount moved; the amount reserved while nothing has moved.
    package var amount: Money
    package let memo: String?
    /// What the sender stored with it, while it is pending.
    package var annotation: Annotation?
    /// When the reservation expires; nil for a transfer that was never pending.
    let expiresAt: Timestamp?
}

extension WriteModel {
    /// Returns the transfer and its terms; throws not found.
    package borrowing func transfer(
        _ id: TransferID
    ) throws(Refusal) -> (transfer: Transfer, terms: TransferTerms) {
        guard let transfer = transfers[id], let terms = transfer.terms
        else { throw .notFound(.transfer) }
        return (transfer, terms)
    }

    /// Lists the transfer's stream and, once it is known, the accounts of its parties.
    package borrowing func reads(transfer id: TransferID, into streams: inout StreamList) {
        streams.append(.transfer(id))
        guard let parties = transfers[id]?.terms?.parties else { return }
        streams.append(.account(parties.sender), .account(parties.receiver))
    }

    /// Lists the pending transfers that must expire so that the account has the amount.
    package borrowing func reads(
        expiringFor amount: Money,
        of account: AccountID,
        into streams: inout StreamList
    ) {
        guard let payer = accounts[account], !payer.reservations.isEmpty else { return }
        for reservation in payer.reservationsToExpire(for: amount, at: streams.now) ?? [] {
            streams.append(.transfer(reservation.transfer))
        }
    }

    /// Returns the events for reservations whose deadline has passed: the transfer's end, then the
    /// release of its money.
    package borrowing func expiries(
        of reservations: [Reservation],
        from account: AccountID
    ) throws(Refusal) -> [NewEvent] {
        var events: [NewEvent] = []
        events.reserveCapacity(2 * reservations.count)
        for reservation in reservations {
            let id = reservation.transfer
            let parties = try transfer(id).terms.parties
            events.append(.transfer(id, .expired(parties)))
            events.append(.account(account, .released(reservation)))
        }
        return events
    }

    /// Returns the reservation and the terms of a transfer that the actor may post or void now.
    ///
    /// Throws not found, `forbidden` unless the actor is a party, and the refusal of any state but
    /// pending.
    package borrowing func pending(
        _ id: TransferID,
        _ call: Call
    ) throws(Refusal) -> (reservation: Reservation, terms: TransferTerms) {
        let actor = AccountID(of: try call.user)
        let (transfer, terms) = try transfer(id)
        guard [terms.parties.sender, terms.parties.receiver].contains(actor)
        else { throw .forbidden(.owner) }
        try transfer.state(at: call.now).requirePending()
        return (try reservation(id, terms), terms)
    }

    /// Returns the money that a pending transfer has set aside.
    package borrowing func reservation(
        _ id: TransferID,
        _ terms: TransferTerms
    ) throws(Refusal) -> Reservation {
        guard let expiresAt = terms.expiresAt else { throw .rejected(.transferNotPending) }
        return Reservation(transfer: id, amount: terms.amount, expiresAt: expiresAt)
    }
}
