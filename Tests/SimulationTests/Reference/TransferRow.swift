import Events

@testable import Model

extension Reference {
    /// A transfer as the log tells of it.
    struct TransferRow {
        enum State {
            case pending
            case posted
            case voided
            case expired
            /// Moved at once.
            case direct
        }

        let sender: AccountID
        let receiver: AccountID
        let kind: TransferKind
        /// What was moved, or is to be.
        var amount: Money
        /// Of one that was pending.
        let deadline: Timestamp?
        var state: State
        var isReversed = false

        var parties: TransferParties { TransferParties(sender: sender, receiver: receiver) }
    }
}
