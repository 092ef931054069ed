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

    package func reads(
        _ model: borrowing WriteModel,
        by actor: Actor,
        at now: Timestamp,
        into streams: inout [StreamID]
    ) {
        model.reads(paying: amount, by: actor, to: receiver, at: now, into: &streams)
    }

    package func decide(
        _ model: borrowing WriteModel,
        _ context: DecisionContext
    ) throws(Refusal) -> Decision {
        let (from, to) = try model.parties(sender: try context.user, receiver)
        let moved = try Movement(kind: .transfer, from: from, to: to, amount: amount, memo: memo)
            .decide(model, at: context.now, from: context.next)
        return Decision(moved.events, location: .transfer(moved.transfer))
    }
}

extension WriteModel {
    /// The wallets of a transfer from one user to another.
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

    /// Names the streams that `parties` looks at, and the overdue pending transfers whose money would
    /// be needed for the amount.
    borrowing func reads(
        paying amount: Money,
        by actor: Actor,
        to recipient: Recipient,
        at now: Timestamp,
        into streams: inout [StreamID]
    ) {
        recipient.reads(into: &streams)
        if let user = recipient.resolve(self) { streams.append(.account(AccountID(of: user))) }
        guard let user = actor.user else { return }
        streams.append(.account(AccountID(of: user)))
        reads(expiringFor: amount, of: AccountID(of: user), at: now, into: &streams)
    }
}
