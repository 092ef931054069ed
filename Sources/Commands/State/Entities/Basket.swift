import Events
import Model

/// A basket as decisions see it: the lines that its user intends to order.
package struct Basket: Entity {
    /// Each product once, in order of first mention, at most `SetBasket.maximumLines`.
    package private(set) var lines: [BasketLine] = []

    package init() {}

    package mutating func evolve(_ event: BasketEvent) {
        switch event {
        case .changed(let changed):
            for line in changed.lines { set(line) }
        case .ordered: lines = []
        }
    }

    /// Replaces the line of the product or appends one; quantity zero removes it.
    private mutating func set(_ line: BasketLine) {
        guard let index = lines.firstIndex(where: { $0.product == line.product }) else {
            if line.quantity > 0 { lines.append(line) }
            return
        }
        if line.quantity > 0 {
            lines[index] = line
        } else {
            lines.remove(at: index)
        }
    }

    package static func change(in event: Event) -> BasketEvent? {
        if case .basket(let change) = event { change } else { nil }
    }
}

extension Basket {
    /// Product and quantity of each line.
    package var snapshot: Snapshot? {
        var snapshot = Snapshot()
        for line in lines {
            snapshot.append(line.product.rawValue)
            snapshot.append(line.quantity)
        }
        return snapshot
    }

    package init?(_ stored: inout SnapshotReader) {
        while !stored.isAtEnd {
            guard let product = stored.number(), let quantity = stored.number() else { return nil }
            lines.append(BasketLine(product: ProductID(product), quantity: quantity))
        }
    }
}
