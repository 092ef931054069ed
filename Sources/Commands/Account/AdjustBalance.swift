import Entities
import Events
import Model

/// Moves money between a user's wallet and the house.
///
/// It is sent as an `AdministratorCommand`.
package struct AdjustBalance: Command {
    let recipient: Recipient
    let adjustment: Adjustment

    package init(of recipient: Recipient, _ adjustment: Adjustment) {
        self.recipient = recipient
        self.adjustment = adjustment
    }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        guard let user = recipient.resolve(model, &streams) else { return }
        adjustment.movement(on: AccountID(of: user)).reads(model, &streams)
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        guard let user = recipient.resolve(model),
            model.accounts[AccountID(of: user)]?.isOpen == true
        else { throw .rejected(.receiverNotFound) }
        let moved = try adjustment.movement(on: AccountID(of: user)).decide(model, call)
        return Decision(moved.events, location: .transfer(moved.transfer))
    }
}

/// How an administrator changes a user's balance, and why.
package struct Adjustment: Hashable, Sendable {
    /// The direction in which the money goes, as the wallet sees it.
    package enum Direction: Hashable, Sendable, CaseIterable {
        case adds
        case takes
    }

    /// The purpose of the change.
    package enum Reason: Hashable, Sendable, CaseIterable {
        case stock
        case refund
    }

    package let direction: Direction
    package let reason: Reason
    package let amount: Money
    package let memo: String?

    package init(
        _ direction: Direction,
        _ reason: Reason,
        _ amount: Money,
        memo: String? = nil
    ) {
        self.direction = direction
        self.reason = reason
        self.amount = amount
        self.memo = memo
    }

    /// The movement between the wallet and the house.
    func movement(on wallet: AccountID) -> Movement {
        let kind: TransferKind =
            switch reason {
            case .stock: .stock
            case .refund: .adjustmentRefund
            }
        return switch direction {
        case .adds: Movement(kind, from: .house, to: wallet, amount, memo: memo)
        case .takes: Movement(kind, from: wallet, to: .house, amount, memo: memo)
        }
    }
}
