import EventStore
import Events
import Model

extension Basket {
    /// Product and quantity of each line.
    var snapshot: [UInt8] {
        var snapshot = Snapshot()
        for line in lines {
            snapshot.append(line.product.rawValue)
            snapshot.append(line.quantity)
        }
        return snapshot.closed()
    }

    init?(snapshot: StoredSnapshot) {
        guard var reader = SnapshotReader(snapshot) else { return nil }
        var lines: [BasketLine] = []
        while !reader.atEnd() {
            guard let product = reader.number(), let quantity = reader.number() else { return nil }
            lines.append(BasketLine(product: ProductID(product), quantity: quantity))
        }
        self.init(lines: lines)
    }
}
