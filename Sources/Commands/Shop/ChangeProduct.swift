import Events
import Model

/// A shop as decisions see it: it exists or not.
struct Shop: Entity {
    private(set) var exists = false

    mutating func evolve(_ event: ShopEvent) {
        switch event {
        case .created: exists = true
        }
    }

    static func change(in event: Event) -> ShopEvent? {
        if case .shop(let change) = event { change } else { nil }
    }
}

/// Creates a shop; the caller has checked that the actor is an administrator.
package struct CreateShop: Command {
    let details: ShopDetails

    package init(_ details: ShopDetails) { self.details = details }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        let id = ShopID(createdAt: call.next)
        return Decision([.shop(id, .created(details))], location: .shop(id))
    }
}

/// A product's price and stock as decisions see them.
struct Product: Entity {
    /// Name and price per unit.
    struct Offer: Hashable {
        let name: String
        var price: Money
    }

    /// Nil for a product that does not exist.
    private(set) var offer: Offer?
    /// Units in the shop, including those reserved for placed orders.
    private(set) var onHand: Int64 = 0
    private(set) var reserved: Int64 = 0

    /// Units available to a new order: what the API calls the quantity.
    var free: Int64 { onHand - reserved }

    mutating func evolve(_ event: ProductEvent) {
        switch event {
        case .created(let created):
            offer = Offer(name: created.name, price: created.price)
            onHand = created.quantity
        case .changed(let changed):
            offer?.price = changed.price
            onHand = changed.quantity
        case .reserved(let movement): reserved &+= movement.quantity
        case .released(let movement): reserved &-= movement.quantity
        case .sold(let movement):
            reserved &-= movement.quantity
            onHand &-= movement.quantity
        case .returned(let movement): onHand &+= movement.quantity
        }
    }

    static func change(in event: Event) -> ProductEvent? {
        if case .product(let change) = event { change } else { nil }
    }
}

extension Product {
    /// Name, price, currency, units on hand, units reserved.
    var snapshot: Snapshot? {
        guard let offer else { return nil }
        var snapshot = Snapshot()
        snapshot.append(offer.name)
        snapshot.append(offer.price.minorUnits)
        snapshot.append(offer.price.currency.code)
        snapshot.append(onHand)
        snapshot.append(reserved)
        return snapshot
    }

    init?(_ stored: inout SnapshotReader) {
        guard let name = stored.text(), let price = stored.number(), let code = stored.text(),
            let currency = Currency(code), let onHand = stored.number(),
            let reserved = stored.number()
        else { return nil }
        offer = Offer(name: name, price: Money(price, currency))
        self.onHand = onHand
        self.reserved = reserved
    }
}

/// Adds a product to a shop; the caller has checked that the actor is an administrator.
package struct CreateProduct: Command {
    let product: ProductCreated

    package init(_ product: ProductCreated) { self.product = product }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        streams.append(.shop(product.shop))
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        guard model.shops[product.shop]?.exists == true else { throw .notFound(.shop) }
        guard product.price.minorUnits > 0 else { throw .rejected(.invalidAmount) }
        guard product.quantity >= 0 else { throw .rejected(.invalidQuantity) }
        let id = ProductID(createdAt: call.next)
        return Decision([.product(id, .created(product))], location: .product(id))
    }
}

/// Changes price or stock of a product; placed orders keep their prices.
///
/// The caller has checked that the actor is an administrator.
package struct ChangeProduct: Command {
    let product: ProductID
    let price: Int64?
    let currency: Currency?
    let stock: StockChange?

    /// `price` is in minor units of the product's own currency, which must be `currency` if one is
    /// given; nil keeps the value.
    package init(
        _ product: ProductID,
        price: Int64? = nil,
        currency: Currency? = nil,
        stock: StockChange? = nil
    ) {
        self.product = product
        self.price = price
        self.currency = currency
        self.stock = stock
    }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        streams.append(.product(product))
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        guard let state = model.products[product], let offer = state.offer
        else { throw .notFound(.product) }
        // A decimal was read with the digits of `currency`; in another currency it is another
        // price.
        guard currency == nil || currency == offer.price.currency
        else { throw .rejected(.wrongCurrency, detail: "currency=\(offer.price.currency)") }
        let price = self.price ?? offer.price.minorUnits
        guard price > 0 else { throw .rejected(.invalidAmount) }
        let onHand = try onHand(of: state)
        let changed = ProductChanged(price: Money(price, offer.price.currency), quantity: onHand)
        return Decision([.product(product, .changed(changed))])
    }

    /// Returns the units on hand after the change, never fewer than are reserved.
    private func onHand(of state: Product) throws(Refusal) -> Int64 {
        switch stock {
        case nil: return state.onHand
        case .add(let units):
            let (sum, overflow) = state.onHand.addingReportingOverflow(units)
            guard !overflow else { throw .rejected(.stockLimit) }
            guard sum >= state.reserved
            else { throw .rejected(.stockBelowReserved, detail: "quantity=\(state.free)") }
            return sum
        case .set(let quantity, let expected):
            guard quantity >= 0 else { throw .rejected(.invalidQuantity) }
            guard expected == state.free
            else { throw .rejected(.quantityChanged, detail: "quantity=\(state.free)") }
            let (sum, overflow) = state.reserved.addingReportingOverflow(quantity)
            guard !overflow else { throw .rejected(.stockLimit) }
            return sum
        }
    }
}

/// A change of a product's quantity: the units that can be ordered, without the reserved ones.
package enum StockChange: Hashable, Sendable {
    /// Units that came, or went if it is below zero.
    case add(Int64)
    /// Refused if another quantity than `from` is there.
    case set(Int64, from: Int64)
}
