import Events
import Model

/// A basket as decisions see it: the lines that its user intends to order.
struct Basket: Entity {
    /// Each product once, in order of first mention, at most `SetBasket.maximumLines`.
    private(set) var lines: [BasketLine] = []

    mutating func evolve(_ event: BasketEvent) {
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

    static func change(in event: Event) -> BasketEvent? {
        if case .basket(let change) = event { change } else { nil }
    }
}

extension Basket {
    /// Product and quantity of each line.
    var snapshot: Snapshot? {
        var snapshot = Snapshot()
        for line in lines {
            snapshot.append(line.product.rawValue)
            snapshot.append(line.quantity)
        }
        return snapshot
    }

    init?(_ stored: inout SnapshotReader) {
        while !stored.isAtEnd {
            guard let product = stored.number(), let quantity = stored.number() else { return nil }
            lines.append(BasketLine(product: ProductID(product), quantity: quantity))
        }
    }
}

/// Sets lines of the actor's basket, also unchanged ones; lines of other products stay, and
/// quantity zero removes a line.
package struct SetBasket: Command {
    let lines: [BasketLine]

    /// The most products in one basket: as many as one order can have.
    package static let maximumLines = 100

    /// The last of two lines of one product counts; the caller should refuse them.
    package init(_ lines: [BasketLine]) { self.lines = lines }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        if let user = streams.user { streams.append(.basket(user)) }
        for line in lines.prefix(Self.maximumLines) { streams.append(.product(line.product)) }
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        let user = try call.user
        guard !lines.isEmpty else { throw .rejected(.emptyBasket) }
        guard lines.count <= Self.maximumLines else { throw .rejected(.tooManyLines) }
        for line in lines {
            guard line.quantity >= 0 else { throw .rejected(.invalidQuantity) }
            guard model.products[line.product]?.offer != nil else { throw .missing(line.product) }
        }
        let changed = BasketEvent.changed(BasketChanged(lines: lastOfEach()))
        var basket = model.baskets[user] ?? Basket()
        basket.evolve(changed)
        guard basket.lines.count <= Self.maximumLines else { throw .rejected(.tooManyLines) }
        return Decision([.basket(user, changed)])
    }

    /// One line per product, in order of first mention.
    private func lastOfEach() -> [BasketLine] {
        var last: [BasketLine] = []
        for line in lines {
            if let index = last.firstIndex(where: { $0.product == line.product }) {
                last[index] = line
            } else {
                last.append(line)
            }
        }
        return last
    }
}
