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
