import EventStore
import Events
import Model

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
