import Entities
import Events

@testable import Model

extension RecordedEvent {
    /// Whether it is one posting of a small transfer between two of the wallets.
    func isTransfer(among wallets: Set<AccountID>) -> Bool {
        guard case .account(let account) = stream, case .account(let change) = event,
            wallets.contains(account)
        else { return false }
        switch change {
        case .debited(let posting), .credited(let posting):
            return posting.kind == .transfer && wallets.contains(posting.counterparty)
                && posting.amount.currency == .rub
                && (1...MoneyIntent.autotestAmount).contains(posting.amount.minorUnits)
        case .opened, .reserved, .released, .closed, .reopened: return false
        }
    }
}

extension Event {
    /// Whether it is the one event of this kind that an item of a bulk has.
    var isOfItem: Bool {
        switch self {
        case .account(.debited), .hold(.placed): true
        case _: false
        }
    }

    /// Whether it is the event of a command that was refused.
    var isRefusal: Bool {
        if case .session(.ended(let ended)) = self { ended.reason == .tokenReused } else { false }
    }
}

extension Outcome {
    /// The answer without the mark of a replay.
    var asFirst: Outcome {
        switch self {
        case .done(let position, let location, _):
            .done(position: position, location: location, replayed: false)
        case .rejected(let reason, let detail, let position, _):
            .rejected(reason: reason, detail: detail, position: position, replayed: false)
        case .decided(let results, let position, _):
            // A receipt does not say why an item was refused.
            .decided(
                BulkResults(text: results.text) ?? results,
                position: position,
                replayed: false
            )
        case .notFound, .forbidden, .sessionLost, .sessionEnded, .distrusted, .keyReused, .unknown,
            .unavailable:
            self
        }
    }
}
