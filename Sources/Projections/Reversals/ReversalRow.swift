import Events
import Model

/// A transfer that was taken back.
package struct ReversalRow: Hashable, Sendable {
    package let transfer: TransferID
    /// The transfer back.
    package let reversal: TransferID
    /// Of the transfer that was taken back.
    package let parties: TransferParties
    package let reversedAt: Timestamp

    package init(
        transfer: TransferID,
        reversal: TransferID,
        parties: TransferParties,
        reversedAt: Timestamp
    ) {
        self.transfer = transfer
        self.reversal = reversal
        self.parties = parties
        self.reversedAt = reversedAt
    }
}
