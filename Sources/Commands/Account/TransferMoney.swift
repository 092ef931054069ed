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
