import Events

@testable import Model

/// What has to become of an intent in a given state.
enum Prediction: Equatable {
    /// Exactly these events, and this `Location`.
    case done([NewEvent], location: String?)
    /// So many transfers of one's choice between these wallets, or `balance-limit` if they hold more
    /// than one of them could.
    case random(count: Int, among: Set<AccountID>)
    case rejected(String)
    /// Refused, and yet exactly these events.
    case refused([NewEvent], String)
    case notFound
    case forbidden
}
