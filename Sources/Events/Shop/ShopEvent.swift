import Model
import Text

/// An event of a shop.
package enum ShopEvent: Hashable, Sendable {
    case created(ShopDetails)

    /// The name of each event in the log: never changed, and never used again for another.
    package enum Name: String, Hashable, Sendable, CaseIterable {
        case created = "shop.created"
    }

    var name: Name {
        switch self {
        case .created: .created
        }
    }

    init(_ name: Name, _ members: inout JSONMembers) throws(JSONError) {
        self =
            switch name {
            case .created: .created(try ShopDetails(&members))
            }
    }

    func write(_ writer: inout JSONWriter) {
        switch self {
        case .created(let details): details.write(&writer)
        }
    }
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

    init(_ members: inout JSONMembers) throws(JSONError) {
        name = try members.string("name")
        description = try members.string("description")
        site = try members.string("site")
    }

    func write(_ writer: inout JSONWriter) {
        writer.member("name", name)
        writer.member("description", description)
        writer.member("site", site)
    }
}

/// An event of a product and its stock.
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
    /// Sold units return to the stock: a paid order was cancelled.
    case returned(StockMovement)

    /// The name of each event in the log: never changed, and never used again for another.
    package enum Name: String, Hashable, Sendable, CaseIterable {
        case reserved = "product.reserved"
        case released = "product.released"
        case sold = "product.sold"
        case returned = "product.returned"
        case created = "product.created"
        case changed = "product.changed"
    }

    var name: Name {
        switch self {
        case .reserved: .reserved
        case .released: .released
        case .sold: .sold
        case .returned: .returned
        case .created: .created
        case .changed: .changed
        }
    }

    init(_ name: Name, _ members: inout JSONMembers) throws(JSONError) {
        self =
            switch name {
            case .reserved: .reserved(try StockMovement(&members))
            case .released: .released(try StockMovement(&members))
            case .sold: .sold(try StockMovement(&members))
            case .returned: .returned(try StockMovement(&members))
            case .created: .created(try ProductCreated(&members))
            case .changed: .changed(try ProductChanged(&members))
            }
    }

    func write(_ writer: inout JSONWriter) {
        switch self {
        case .created(let created): created.write(&writer)
        case .changed(let changed): changed.write(&writer)
        case .reserved(let movement), .released(let movement), .sold(let movement),
            .returned(let movement):
            movement.write(&writer)
        }
    }
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

    init(_ members: inout JSONMembers) throws(JSONError) {
        shop = try members.id("shop")
        name = try members.string("name")
        description = try members.string("description")
        price = try members.money("price")
        quantity = try members.int64("quantity")
    }

    func write(_ writer: inout JSONWriter) {
        writer.member("shop", shop)
        writer.member("name", name)
        writer.member("description", description)
        writer.member("price", price)
        writer.member("quantity", quantity)
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

    init(_ members: inout JSONMembers) throws(JSONError) {
        price = try members.money("price")
        quantity = try members.int64("quantity")
    }

    func write(_ writer: inout JSONWriter) {
        writer.member("price", price)
        writer.member("quantity", quantity)
    }
}

package struct StockMovement: Hashable, Sendable {
    package let order: OrderID
    package let quantity: Int64

    package init(order: OrderID, quantity: Int64) {
        self.order = order
        self.quantity = quantity
    }

    init(_ members: inout JSONMembers) throws(JSONError) {
        order = try members.id("order")
        quantity = try members.int64("quantity")
    }

    func write(_ writer: inout JSONWriter) {
        writer.member("order", order)
        writer.member("quantity", quantity)
    }
}
