import Events
import Model

/// Gives a user money of the house's, or takes some for it.
///
/// The caller has checked that the actor is an administrator.
package struct AdjustBalance: Command {
    let recipient: Recipient
    let adjustment: Adjustment

    package init(of recipient: Recipient, _ adjustment: Adjustment) {
        self.recipient = recipient
        self.adjustment = adjustment
    }

    package func reads(
        _ model: borrowing WriteModel,
        by actor: Actor,
        at now: Timestamp,
        into streams: inout [StreamID]
    ) {
        recipient.reads(into: &streams)
        guard let user = recipient.resolve(model) else { return }
        adjustment.movement(on: AccountID(of: user)).reads(model, at: now, into: &streams)
    }

    package func decide(
        _ model: borrowing WriteModel,
        _ context: DecisionContext
    ) throws(Refusal) -> Decision {
        guard let user = recipient.resolve(model),
            model.accounts[AccountID(of: user)]?.isOpen == true
        else { throw .rejected(.receiverNotFound) }
        let moved = try adjustment.movement(on: AccountID(of: user))
            .decide(model, at: context.now, from: context.next)
        return Decision(moved.events, location: .transfer(moved.transfer))
    }
}
