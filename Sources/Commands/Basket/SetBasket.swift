import Entities
import Events
import Model

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
