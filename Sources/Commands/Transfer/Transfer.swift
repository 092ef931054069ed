import Events
import Model

/// A transfer as decisions see it: whether it is pending, has moved its money or was taken back.
struct TransferState: Entity {
    /// Every way through a transfer's life.
    enum State: Hashable, CaseIterable {
        /// There is no such transfer.
        ///
        /// → pending, direct.
        case missing
        /// → posted, voided, expired.
        case pending
        /// Was pending, and its money has moved.
        ///
        /// → postedReversed.
        case posted
        case voided
        case expired
        /// Moved its money at once.
        ///
        /// → directReversed.
        case direct
        case postedReversed
        case directReversed
    }

    private(set) var state = State.missing
    /// Nil for a transfer that does not exist.
    private(set) var terms: TransferTerms?

    mutating func evolve(_ event: TransferEvent) {
        switch event {
        case .reserved(let reserved):
            terms = TransferTerms(reserved)
            state = .pending
        case .posted(let posted):
            terms?.amount = posted.amount
            state = .posted
        case .voided: state = .voided
        case .expired: state = .expired
        case .reversed: state = state == .posted ? .postedReversed : .directReversed
        }
    }

    /// Learns of the debit that stands at the transfer's own position.
    ///
    /// Ignored by one that is known already: the debit of a transfer that was pending first says
    /// nothing that its own stream does not.
    mutating func learn(debit posting: Posting, from sender: AccountID) {
        guard state == .missing else { return }
        terms = TransferTerms(debit: posting, from: sender)
        state = .direct
    }

    static func change(in event: Event) -> TransferEvent? {
        if case .transfer(let change) = event { change } else { nil }
    }
}

extension TransferState {
    /// The state that counts at `now`: a pending one whose deadline has come is expired, swept or
    /// not.
    func state(at now: Timestamp) -> State {
        switch state {
        case .pending:
            if let deadline = terms?.expiresAt, deadline > now { .pending } else { .expired }
        case .missing, .posted, .voided, .expired, .direct, .postedReversed, .directReversed: state
        }
    }
}

/// Between whom a transfer is, and how much it moves or is to move.
struct TransferTerms: Hashable {
    let parties: TransferParties
    let kind: TransferKind
    /// What was moved; while nothing was, what is reserved.
    var amount: Money
    let memo: String?
    /// When the reservation runs out; nil for a transfer that was never pending.
    let expiresAt: Timestamp?
}

extension TransferTerms {
    /// Of a transfer that was pending first.
    init(_ reserved: TransferReserved) {
        self.init(
            parties: reserved.parties,
            kind: .transfer,
            amount: reserved.amount,
            memo: reserved.memo,
            expiresAt: reserved.expiresAt
        )
    }

    /// Of one that moved its money at once.
    init(debit posting: Posting, from sender: AccountID) {
        self.init(
            parties: TransferParties(sender: sender, receiver: posting.counterparty),
            kind: posting.kind,
            amount: posting.amount,
            memo: posting.memo,
            expiresAt: nil
        )
    }
}

extension WriteModel {
    /// The transfer and its terms.
    ///
    /// Throws not found.
    borrowing func transfer(
        _ id: TransferID
    ) throws(Refusal) -> (transfer: TransferState, terms: TransferTerms) {
        guard let transfer = transfers[id], let terms = transfer.terms
        else { throw .notFound(.transfer) }
        return (transfer, terms)
    }

    /// Names the transfer's stream and, once it is known, its parties' accounts.
    borrowing func reads(transfer id: TransferID, into streams: inout [StreamID]) {
        streams.append(.transfer(id))
        guard let parties = transfers[id]?.terms?.parties else { return }
        streams.append(.account(parties.sender))
        streams.append(.account(parties.receiver))
    }

    /// Names the pending transfers whose expiry would be written so that the account has the amount.
    borrowing func reads(
        expiringFor amount: Money,
        of account: AccountID,
        at now: Timestamp,
        into streams: inout [StreamID]
    ) {
        guard let payer = accounts[account], !payer.reservations.isEmpty else { return }
        for reservation in payer.inTheWay(of: amount, at: now) ?? [] {
            streams.append(.transfer(reservation.transfer))
        }
    }

    /// What is written for reservations whose deadline has come: the transfer's end, then the release
    /// of its money.
    borrowing func expiries(
        of reservations: [Reservation],
        from account: AccountID
    ) throws(Refusal) -> [NewEvent] {
        var events: [NewEvent] = []
        events.reserveCapacity(2 * reservations.count)
        for reservation in reservations {
            let id = reservation.transfer
            let parties = try transfer(id).terms.parties
            events.append(NewEvent(.transfer(id), .transfer(.expired(parties))))
            events.append(NewEvent(.account(account), .account(.released(reservation))))
        }
        return events
    }
}
