import EventStore
import Events
import Model

/// A product's price and stock as decisions see them.
struct Product: Entity {
    /// Name and price per unit.
    struct Offer: Hashable {
        let name: String
        var price: Money
    }

    /// Nil for a product that does not exist.
    private(set) var offer: Offer?
    /// Units in the shop, those reserved for placed orders included.
    private(set) var onHand: Int64 = 0
    private(set) var reserved: Int64 = 0

    init() {}

    /// From a snapshot.
    init(offer: Offer, onHand: Int64, reserved: Int64) {
        self.offer = offer
        self.onHand = onHand
        self.reserved = reserved
    }

    /// Units that a new order can have.
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
    ///
    /// Nil for one that does not exist.
    var snapshot: [UInt8]? {
        guard let offer else { return nil }
        var snapshot = Snapshot()
        snapshot.append(offer.name)
        snapshot.append(offer.price.minorUnits)
        snapshot.append(offer.price.currency.code)
        snapshot.append(onHand)
        snapshot.append(reserved)
        return snapshot.closed()
    }

    init?(snapshot: StoredSnapshot) {
        guard var reader = SnapshotReader(snapshot), let name = reader.text(),
            let price = reader.number(), let code = reader.text(), let currency = Currency(code),
            let onHand = reader.number(), let reserved = reader.number(), reader.atEnd()
        else { return nil }
        self.init(
            offer: Offer(name: name, price: Money(price, currency)),
            onHand: onHand,
            reserved: reserved
        )
    }
}
