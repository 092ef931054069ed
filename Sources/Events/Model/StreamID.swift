/// The stream an event belongs to: one entity's history.
///
/// `StreamID+name.swift` has its text form.
package enum StreamID: Hashable, Sendable {
    case user(UserID)
    /// Claimed once by the user who bears the name.
    case username(ClaimHash)
    case email(ClaimHash)
    case account(AccountID)
    case slot(SlotID)
    case hold(HoldID)
    case shop(ShopID)
    case product(ProductID)
    case order(OrderID)
}
