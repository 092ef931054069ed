import Events
import Model

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
