import Events

@testable import Model

/// The predicted result of an intent in a given state.
enum Prediction: Equatable {
    /// Exactly these events, and this `Location`.
    case done([NewEvent], location: String?)
    /// This many transfers of any choice between these wallets, or `balance-limit` if they hold more
    /// than one of them could.
    case random(count: Int, among: Set<AccountID>)
    case rejected(String)
    /// Refused, with exactly these events.
    case refused([NewEvent], String)
    case notFound
    case forbidden
}
