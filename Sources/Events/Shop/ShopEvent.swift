import Model

/// What happens to a shop.
package enum ShopEvent: Hashable, Sendable {
    case created(ShopDetails)
}

package struct ShopDetails: Hashable, Sendable {
    package let name: String
    package let description: String
    package let site: String

    package init(name: String, description: String, site: String) {
        self.name = name
        self.description = description
        self.site = site
    }
}

/// What happens to a product and its stock.
///
/// Units on hand are either free or reserved for an order.
package enum ProductEvent: Hashable, Sendable {
    case created(ProductCreated)
    case changed(ProductChanged)
    /// Free units become reserved: an order was placed.
    case reserved(StockMovement)
    /// Reserved units become free: an unpaid order was cancelled.
    case released(StockMovement)
    /// Reserved units leave the stock: the order was paid.
    case sold(StockMovement)
    /// Sold units come back: a paid order was cancelled.
    case returned(StockMovement)
}

package struct ProductCreated: Hashable, Sendable {
    package let shop: ShopID
    package let name: String
    package let description: String
    /// Per unit.
    package let price: Money
    /// Units on hand.
    package let quantity: Int64

    package init(
        shop: ShopID,
        name: String,
        description: String,
        price: Money,
        quantity: Int64
    ) {
        self.shop = shop
        self.name = name
        self.description = description
        self.price = price
        self.quantity = quantity
    }
}

/// Price and units on hand (reserved ones included) as they are from now on.
package struct ProductChanged: Hashable, Sendable {
    package let price: Money
    package let quantity: Int64

    package init(price: Money, quantity: Int64) {
        self.price = price
        self.quantity = quantity
    }
}

package struct StockMovement: Hashable, Sendable {
    package let order: OrderID
    package let quantity: Int64

    package init(order: OrderID, quantity: Int64) {
        self.order = order
        self.quantity = quantity
    }
}
