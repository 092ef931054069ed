/// Everything that can be asked, with whose it is: a user only ever asks for what is the user's own
/// or everybody's.
package enum Question: Hashable, Sendable {
    /// GET /balance?currency=.
    case balance(UserKey, CurrencyCode)
    /// GET /balances.
    case balances(UserKey)
    /// GET /transactions.
    case transactions(UserKey, Page)
    /// GET /slots/availability[?available=true].
    case slotAvailability(onlyAvailable: Bool)
    /// GET /slots/{id}.
    case slot(SlotKey)
    /// GET /holds.
    case holds(UserKey, Page)
    /// GET /shops.
    case shops(Page)
    /// GET /shops/{id}/catalog.
    case shopCatalog(ShopKey, Page)
    /// GET /orders.
    case orders(UserKey, Page)
    /// GET /orders/{id}; an order of somebody else is not found.
    case order(UserKey, OrderKey)
    /// GET /me.
    case me(UserKey)

    /// What has to change for the answer to change.
    package var subject: Topic {
        switch self {
        case .balance(let user, _), .balances(let user): .balances(of: user)
        case .transactions(let user, _): .transactions(of: user)
        case .slotAvailability: .slots
        case .slot(let slot): .slot(slot)
        case .holds(let user, _): .holds(of: user)
        case .shops: .shops
        case .shopCatalog(let shop, _): .catalog(of: shop)
        case .orders(let user, _), .order(let user, _): .orders(of: user)
        case .me(let user): .profile(of: user)
        }
    }

    /// The read model that answers, so whose position the answer carries.
    package var model: ReadModel { subject.model }
}
