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
