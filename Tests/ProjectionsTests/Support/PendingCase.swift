import Events

@testable import Model

/// A sender with 1000, of which 300 are reserved for a transfer.
struct PendingCase {
    var history = History()
    let sender: AccountID
    let receiver: AccountID
    let transfer: TransferID
    var parties: TransferParties { TransferParties(sender: sender, receiver: receiver) }

    init() {
        sender = AccountID(of: history.register(grant: 1_000))
        receiver = AccountID(of: history.register(grant: 0))
        transfer = history.reserve(from: sender, to: receiver, 300)
    }

    var last: LogPosition { history.next.advanced(by: -1) }
}
