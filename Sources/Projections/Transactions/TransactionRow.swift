import Events
import Model

/// One transfer, from its debit leg.
package struct TransactionRow: Hashable, Sendable {
    package let id: TransferID
    package let kind: TransferKind
    package let sender: AccountID
    package let receiver: AccountID
    package let amount: Money
    package let memo: String?
    package let order: OrderID?
    package let recordedAt: Timestamp

    package init(
        id: TransferID,
        kind: TransferKind,
        sender: AccountID,
        receiver: AccountID,
        amount: Money,
        memo: String?,
        order: OrderID?,
        recordedAt: Timestamp
    ) {
        self.id = id
        self.kind = kind
        self.sender = sender
        self.receiver = receiver
        self.amount = amount
        self.memo = memo
        self.order = order
        self.recordedAt = recordedAt
    }
}
