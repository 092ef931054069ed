import Events
import Model

/// How an administrator changes somebody's balance, and why.
package struct Adjustment: Hashable, Sendable {
    /// Which way the money goes, seen from the wallet.
    package enum Direction: Hashable, Sendable, CaseIterable {
        case adds
        case takes
    }

    /// What it is for.
    package enum Reason: Hashable, Sendable, CaseIterable {
        case stock
        case refund
    }

    package let direction: Direction
    package let reason: Reason
    package let amount: Money

    package init(_ direction: Direction, _ reason: Reason, _ amount: Money) {
        self.direction = direction
        self.reason = reason
        self.amount = amount
    }

    /// Between the wallet and the house.
    func movement(on wallet: AccountID) -> Movement {
        let kind: TransferKind =
            switch reason {
            case .stock: .stock
            case .refund: .adjustmentRefund
            }
        return switch direction {
        case .adds: Movement(kind: kind, from: .house, to: wallet, amount: amount)
        case .takes: Movement(kind: kind, from: wallet, to: .house, amount: amount)
        }
    }
}
