import Events
import Model

/// A product with its price and stock.
package struct ProductRow: Hashable, Sendable {
    package let product: ProductID
    package let shop: ShopID
    package let name: String
    package let description: String
    /// Per unit.
    package var price: Money
    /// Units in stock, reserved ones included.
    package var onHand: Int64
    /// Units that placed and unpaid orders wait for.
    package var reserved: Int64
    /// The last event that changed this row.
    package var position: LogPosition

    package init(
        product: ProductID,
        shop: ShopID,
        name: String,
        description: String,
        price: Money,
        onHand: Int64,
        reserved: Int64,
        position: LogPosition
    ) {
        self.product = product
        self.shop = shop
        self.name = name
        self.description = description
        self.price = price
        self.onHand = onHand
        self.reserved = reserved
        self.position = position
    }
}
