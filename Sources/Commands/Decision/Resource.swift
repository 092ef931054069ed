import Events
import Model

/// A thing that a command made, as the `Location` header names it.
package enum Resource: Hashable, Sendable {
    case user(UserID)
    case transfer(TransferID)
    case slot(SlotID)
    case hold(HoldID)
    case shop(ShopID)
    case product(ProductID)
    case order(OrderID)

    /// The absolute path, such as `/holds/17`.
    package var path: String {
        switch self {
        case .user(let id): "/users/\(id.rawValue)"
        case .transfer(let id): "/transfers/\(id.rawValue)"
        case .slot(let id): "/slots/\(id.rawValue)"
        case .hold(let id): "/holds/\(id.rawValue)"
        case .shop(let id): "/shops/\(id.rawValue)"
        case .product(let id): "/products/\(id.rawValue)"
        case .order(let id): "/orders/\(id.rawValue)"
        }
    }
}
