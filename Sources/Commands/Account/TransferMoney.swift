import Events
import Model

/// Moves money from the actor's wallet to another user's.
package struct TransferMoney: Command {
    let receiver: Recipient
    let amount: Money
    let memo: String?

    package init(to receiver: Recipient, amount: Money, memo: String? = nil) {
        self.receiver = receiver
        self.amount = amount
        self.memo = memo
    }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        model.reads(paying: amount, to: receiver, into: &streams)
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        let (from, to) = try model.parties(sender: try call.user, receiver)
        let moved = try Movement(.transfer, from: from, to: to, amount, memo: memo)
            .decide(model, call)
        return Decision(moved.events, location: .transfer(moved.transfer))
    }
}

extension WriteModel {
    /// Returns the wallets of a transfer from one user to another.
    ///
    /// Throws not found for a sender without a wallet, `receiver-not-found`, and `same-account`.
    borrowing func parties(
        sender: UserID,
        _ recipient: Recipient
    ) throws(Refusal) -> (from: AccountID, to: AccountID) {
        let from = AccountID(of: sender)
        guard accounts[from]?.isOpen == true else { throw .notFound(.user) }
        guard let user = recipient.resolve(self) else { throw .rejected(.receiverNotFound) }
        let to = AccountID(of: user)
        guard accounts[to]?.isOpen == true else { throw .rejected(.receiverNotFound) }
        guard from != to else { throw .rejected(.sameAccount) }
        return (from, to)
    }

    /// Lists the streams that `parties` looks at, and the overdue pending transfers whose money is
    /// needed for the amount.
    borrowing func reads(
        paying amount: Money,
        to recipient: Recipient,
        into streams: inout StreamList
    ) {
        if let user = recipient.resolve(self, &streams) {
            streams.append(.account(AccountID(of: user)))
        }
        guard let user = streams.user else { return }
        streams.append(.account(AccountID(of: user)))
        reads(expiringFor: amount, of: AccountID(of: user), into: &streams)
    }
}
