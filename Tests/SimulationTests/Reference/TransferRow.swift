import Events

@testable import Model

extension Reference {
    /// A transfer by the events of the log.
    struct TransferRow {
        enum State {
            case pending
            case posted
            case voided
            case expired
            /// It moved its money at once.
            case direct
        }

        let sender: AccountID
        let receiver: AccountID
        let kind: TransferKind
        /// The amount moved or reserved.
        var amount: Money
        /// The deadline of a transfer that was pending.
        let deadline: Timestamp?
        var state: State
        var isReversed = false

        var parties: TransferParties { TransferParties(sender: sender, receiver: receiver) }
    }
}
