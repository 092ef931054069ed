import Events
import Model

/// One two-phase transfer.
package struct PendingTransferRow: Hashable, Sendable {
    package let transfer: TransferID
    package let parties: TransferParties
    /// What was reserved.
    package let amount: Money
    package let memo: String?
    package var state: PendingTransferState
    /// What was moved, of the reserved amount's currency; nil unless posted.
    package var postedAmount: Int64?
    package let expiresAt: Timestamp
    package let createdAt: Timestamp
    package var endedAt: Timestamp?
    /// The event that ended it, which is the last of its command: the postings stand before it.
    package var endedPosition: LogPosition?

    package init(
        transfer: TransferID,
        parties: TransferParties,
        amount: Money,
        memo: String?,
        state: PendingTransferState,
        postedAmount: Int64?,
        expiresAt: Timestamp,
        createdAt: Timestamp,
        endedAt: Timestamp?,
        endedPosition: LogPosition?
    ) {
        self.transfer = transfer
        self.parties = parties
        self.amount = amount
        self.memo = memo
        self.state = state
        self.postedAmount = postedAmount
        self.expiresAt = expiresAt
        self.createdAt = createdAt
        self.endedAt = endedAt
        self.endedPosition = endedPosition
    }
}

/// Where a two-phase transfer stands; raw values are the words in `read.pending_transfers`.
///
/// `pending` ends as one of the others, which have no way out.
package enum PendingTransferState: String, Hashable, Sendable, CaseIterable {
    case pending
    case posted
    case voided
    case expired
}
