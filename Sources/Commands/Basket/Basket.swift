import Events

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
