import Events
import Model

/// A product's price and stock as decisions see them.
package struct Product: Entity {
    /// Name and price per unit.
    package struct Offer: Hashable {
        package let name: String
        package var price: Money
    }

    /// Nil for a product that does not exist.
    package private(set) var offer: Offer?
    /// Units in the shop, including those reserved for placed orders.
    package private(set) var onHand: Int64 = 0
    /// Units reserved for placed orders.
    package private(set) var reserved: Int64 = 0

    /// Units available to a new order: what the API calls the quantity.
    package var free: Int64 { onHand - reserved }

    package init() {}

    package mutating func evolve(_ event: ProductEvent) {
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

    package static func change(in event: Event) -> ProductEvent? {
        if case .product(let change) = event { change } else { nil }
    }
}

extension Product {
    /// Name, price, currency, units on hand, units reserved.
    package var snapshot: Snapshot? {
        guard let offer else { return nil }
        var snapshot = Snapshot()
        snapshot.append(offer.name)
        snapshot.append(offer.price.minorUnits)
        snapshot.append(offer.price.currency.code)
        snapshot.append(onHand)
        snapshot.append(reserved)
        return snapshot
    }

    package init?(_ stored: inout SnapshotReader) {
        guard let name = stored.text(), let price = stored.number(), let code = stored.text(),
            let currency = Currency(code), let onHand = stored.number(),
            let reserved = stored.number()
        else { return nil }
        offer = Offer(name: name, price: Money(price, currency))
        self.onHand = onHand
        self.reserved = reserved
    }
}
