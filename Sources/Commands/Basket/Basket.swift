import EventStore
import Events
import Model

/// Sets lines of the actor's basket; those of other products stay, and quantity zero takes one
/// away.
///
/// Lines that are so already are written again: the answer is the same as the first time.
package struct SetBasket: Command {
    let lines: [BasketLine]

    /// Products in one basket: as many as one order can have.
    package static let maximumLines = PlaceOrder.maximumLines

    /// Of two lines of one product the last counts; the caller should refuse them.
    package init(_ lines: [BasketLine]) {
        self.lines = lines
    }

    package func reads(
        _ model: borrowing WriteModel,
        by actor: Actor,
        at now: Timestamp,
        into streams: inout [StreamID]
    ) {
        if let user = actor.user { streams.append(.basket(user)) }
        for line in lines.prefix(Self.maximumLines) { streams.append(.product(line.product)) }
    }

    package func decide(
        _ model: borrowing WriteModel,
        _ context: DecisionContext
    ) throws(Refusal) -> Decision {
        let user = try context.user
        guard !lines.isEmpty else { throw .rejected(.emptyBasket) }
        guard lines.count <= Self.maximumLines else { throw .rejected(.tooManyLines) }
        for line in lines {
            guard line.quantity >= 0 else { throw .rejected(.invalidQuantity) }
            guard model.products[line.product]?.offer != nil else { throw .notFound(.product) }
        }
        let changed = BasketEvent.changed(BasketChanged(lines: lastOfEach()))
        var basket = model.baskets[user] ?? Basket()
        basket.evolve(changed)
        guard basket.lines.count <= Self.maximumLines else { throw .rejected(.tooManyLines) }
        return Decision([NewEvent(.basket(user), .basket(changed))])
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

/// A basket as decisions see it: what its user means to order.
struct Basket: Entity {
    /// In order of first mention, each product once, at most `SetBasket.maximumLines`.
    private(set) var lines: [BasketLine] = []

    init() {}

    /// From a snapshot.
    init(lines: [BasketLine]) {
        self.lines = lines
    }

    mutating func evolve(_ event: BasketEvent) {
        switch event {
        case .changed(let changed):
            for line in changed.lines { set(line) }
        case .ordered: lines = []
        }
    }

    /// The line in the place of the one of its product, else at the end; none of quantity zero.
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
