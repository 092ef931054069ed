import Events

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
        if let user = actor.user { streams.append(.account(AccountID(of: user))) }
        receiver.reads(into: &streams)
        if let user = receiver.resolve(model) { streams.append(.account(AccountID(of: user))) }
    }

    package func decide(
        _ model: borrowing WriteModel,
        _ context: DecisionContext
    ) throws(Refusal) -> Decision {
        let from = AccountID(of: try context.user)
        guard model.accounts[from]?.isOpen == true else { throw .notFound(.user) }
        guard let user = receiver.resolve(model) else { throw .rejected(.receiverNotFound) }
        let to = AccountID(of: user)
        guard model.accounts[to]?.isOpen == true else { throw .rejected(.receiverNotFound) }
        guard from != to else { throw .rejected(.sameAccount) }
        let movement = Movement(kind: .transfer, from: from, to: to, amount: amount, memo: memo)
        try movement.check(model)
        return Decision(
            movement.events(at: context.next),
            location: .transfer(TransferID(createdAt: context.next))
        )
    }
}
