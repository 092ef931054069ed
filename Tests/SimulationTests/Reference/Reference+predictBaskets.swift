import Entities
import Events

@testable import Model

extension Reference {
    func setBasket(_ items: [OrderIntent.Item], by actor: Actor) -> Prediction {
        guard actor.rawValue > 0 else { return .forbidden(.user) }
        var last: [ProductID: Int64] = [:]
        for item in items {
            if item.quantity < 0 { return .rejected("invalid-quantity") }
            guard products[item.product] != nil else { return .notFound }
            last[item.product] = item.quantity
        }
        var lines: [BasketLine] = []
        for item in items {
            guard let quantity = last.removeValue(forKey: item.product) else { continue }
            lines.append(BasketLine(product: item.product, quantity: quantity))
        }
        let user = UserID(actor.rawValue)
        let set = Set(lines.map(\.product))
        let others = (baskets[user] ?? []).filter { !set.contains($0.product) }
        if others.count + lines.count(where: { $0.quantity > 0 }) > 100 {
            return .rejected("too-many-lines")
        }
        let changed = BasketChanged(lines: lines)
        return .done([NewEvent(.basket(user), .basket(.changed(changed)))], location: nil)
    }

    func placeBasket(_ tax: Int64, by actor: Actor, _ note: Note) -> Prediction {
        guard actor.rawValue > 0 else { return .forbidden(.user) }
        let user = UserID(actor.rawValue)
        guard let items = baskets[user], !items.isEmpty else { return .rejected("empty-basket") }
        let placed = place(items, tax, by: actor, note)
        guard case .done(let events, let location) = placed else { return placed }
        let emptied = NewEvent(.basket(user), .basket(.ordered(OrderID(next))))
        return .done(events + [emptied], location: location)
    }

    func place(
        _ items: [OrderIntent.Item],
        _ tax: Int64,
        by actor: Actor,
        _ note: Note
    ) -> Prediction {
        guard actor.rawValue > 0 else { return .forbidden(.user) }
        if items.isEmpty { return .rejected("empty-order") }
        guard let currency = products[items[0].product]?.price.currency else { return .notFound }
        if items.contains(where: { $0.quantity <= 0 }) { return .rejected("invalid-quantity") }
        var wanted: [ProductID: Int64] = [:]
        for item in items { wanted[item.product, default: 0] += item.quantity }
        let id = OrderID(next)
        var lines: [OrderLine] = []
        var stock: [NewEvent] = []
        for item in items {
            guard let quantity = wanted.removeValue(forKey: item.product) else { continue }
            guard let product = products[item.product] else { return .notFound }
            if product.price.currency != currency { return .rejected("mixed-currencies") }
            if product.onHand - product.reserved < quantity { return .rejected("out-of-stock") }
            let unit = product.price.minorUnits
            lines.append(
                OrderLine(
                    product: item.product,
                    name: "Product",
                    quantity: quantity,
                    unitPrice: unit,
                    amount: unit * quantity
                )
            )
            stock.append(units(item.product, ProductEvent.reserved, quantity, id))
        }
        let sum = lines.reduce(0) { $0 + $1.amount }
        let (whole, rest) = (sum * tax).quotientAndRemainder(dividingBy: 10_000)
        let rounded = rest >= 5_000 ? whole + 1 : whole
        let placed = OrderPlaced(
            user: UserID(actor.rawValue),
            lines: lines,
            currency: currency,
            tax: rounded,
            total: sum + rounded,
            annotation: note.annotation
        )
        return .done(
            [NewEvent(.order(id), .order(.placed(placed)))] + stock,
            location: "/orders/\(id.rawValue)"
        )
    }
}
