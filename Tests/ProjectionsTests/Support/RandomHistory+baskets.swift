import Events
import TestSupport

@testable import Model

extension RandomHistory {
    mutating func changeBasket() {
        let user = pickUser()
        let places = Set((0..<2).map { _ in random.next(products.count) }).sorted()
        let lines = places.map { ($0, Int64(random.next(3))) }
        for (place, quantity) in lines {
            baskets[user, default: [:]][place] = quantity > 0 ? quantity : nil
        }
        let changed = BasketChanged(
            lines: lines.map { BasketLine(product: products[$0].id, quantity: $1) }
        )
        history.command(.basket(user), .basket(.changed(changed)))
    }

    mutating func orderBasket() {
        let user = pickUser()
        let basket = (baskets[user] ?? [:]).sorted { $0.key < $1.key }
        let isThere = basket.allSatisfy { place, quantity in
            products[place].onHand - products[place].reserved >= quantity
        }
        guard !basket.isEmpty, isThere else { return }
        let order = OrderID(createdAt: history.next)
        let lines = basket.map { place, quantity in
            OrderLine(
                product: products[place].id,
                name: "Thing",
                quantity: quantity,
                unitPrice: price,
                amount: price * quantity
            )
        }
        let placed = OrderPlaced(
            user: user,
            lines: lines,
            currency: .rub,
            tax: 0,
            total: lines.map(\.amount).reduce(0, +)
        )
        baskets[user] = nil
        for (place, quantity) in basket { products[place].reserved += quantity }
        history.command(
            [NewEvent(.order(order), .order(.placed(placed)))]
                + lines.map { line in
                    NewEvent(
                        .product(line.product),
                        .product(
                            .reserved(StockMovement(order: order, quantity: line.quantity))
                        )
                    )
                } + [NewEvent(.basket(user), .basket(.ordered(order)))]
        )
    }
}
