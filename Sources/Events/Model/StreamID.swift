import Model

/// The stream an event belongs to: one entity's history.
///
/// `StreamID+name.swift` has its text form.
package enum StreamID: Hashable, Sendable {
    case user(UserID)
    case session(SessionID)
    /// Claimed once by the user who bears the name.
    case username(ClaimHash)
    case email(ClaimHash)
    case account(AccountID)
    /// What becomes of a transfer besides its two postings: pending first, or reversed later. Most
    /// transfers have no event here.
    case transfer(TransferID)
    /// All recorded exchange rates.
    case rates
    case slot(SlotID)
    case hold(HoldID)
    case shop(ShopID)
    case product(ProductID)
    /// A user has one basket, so it has the user's id.
    case basket(UserID)
    case order(OrderID)
    /// The catalogue of services.
    case services
}

extension StreamID: CustomStringConvertible {
    package var description: String { name }
}
