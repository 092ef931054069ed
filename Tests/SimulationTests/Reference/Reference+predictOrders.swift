import Events

extension Reference {
    func createProduct(_ shop: ShopID, _ price: Money, _ quantity: Int64) -> Prediction {
        guard shops.contains(shop) else { return .notFound }
        if price.minorUnits <= 0 { return .rejected("invalid-amount") }
        if quantity < 0 { return .rejected("invalid-quantity") }
        let product = ProductCreated(
            shop: shop,
            name: "Product",
            description: "",
            price: price,
            quantity: quantity
        )
        return created(.product(ProductID(next)), .product(.created(product)), "/products")
    }

    func changeProduct(_ id: ProductID, _ price: Int64?, _ quantity: Int64?) -> Prediction {
        guard let product = products[id] else { return .notFound }
        let price = Money(price ?? product.price.minorUnits, product.price.currency)
        let quantity = quantity ?? product.onHand
        if price.minorUnits <= 0 { return .rejected("invalid-amount") }
        if quantity < 0 { return .rejected("invalid-quantity") }
        if quantity < product.reserved { return .rejected("stock-below-reserved") }
        let changed = ProductChanged(price: price, quantity: quantity)
        return .done([NewEvent(.product(id), .product(.changed(changed)))], location: nil)
    }

    func order(_ items: [Intent.Item], _ tax: Int64, by actor: Actor) -> Prediction {
        guard actor.rawValue > 0 else { return .forbidden }
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
            total: sum + rounded
        )
        return .done(
            [NewEvent(.order(id), .order(.placed(placed)))] + stock,
            location: "/orders/\(id.rawValue)"
        )
    }

    func pay(_ id: OrderID, by actor: Actor) -> Prediction {
        guard actor.rawValue > 0 else { return .forbidden }
        guard let order = orders[id] else { return .notFound }
        if order.placed.user.rawValue != actor.rawValue { return .forbidden }
        if order.state == .paid { return .rejected("order-already-paid") }
        if order.state == .cancelled { return .rejected("order-cancelled") }
        let wallet = AccountID(actor.rawValue)
        let total = Money(order.placed.total, order.placed.currency)
        if let reason = obstacle(from: wallet, to: .sales, total) { return .rejected(reason) }
        let paid = OrderPaid(user: order.placed.user, transfer: TransferID(next))
        return .done(
            money(.payment, from: wallet, to: .sales, total, at: next, order: id)
                + [NewEvent(.order(id), .order(.paid(paid)))]
                + order.placed.lines.map {
                    units($0.product, ProductEvent.sold, $0.quantity, id)
                },
            location: nil
        )
    }

    func cancelOrder(_ id: OrderID, by actor: Actor) -> Prediction {
        guard actor.rawValue > 0 else { return .forbidden }
        guard let order = orders[id] else { return .notFound }
        if order.placed.user.rawValue != actor.rawValue { return .forbidden }
        let user = order.placed.user
        switch order.state {
        case .cancelled: return .rejected("order-cancelled")
        case .placed:
            let cancelled = OrderCancelled(user: user, refund: nil)
            return .done(
                [NewEvent(.order(id), .order(.cancelled(cancelled)))]
                    + order.placed.lines.map {
                        units($0.product, ProductEvent.released, $0.quantity, id)
                    },
                location: nil
            )
        case .paid:
            let wallet = AccountID(actor.rawValue)
            let total = Money(order.placed.total, order.placed.currency)
            if let reason = obstacle(from: .sales, to: wallet, total) { return .rejected(reason) }
            let cancelled = OrderCancelled(user: user, refund: TransferID(next))
            return .done(
                money(.refund, from: .sales, to: wallet, total, at: next, order: id)
                    + [NewEvent(.order(id), .order(.cancelled(cancelled)))]
                    + order.placed.lines.map {
                        units($0.product, ProductEvent.returned, $0.quantity, id)
                    },
                location: nil
            )
        }
    }

    private func units(
        _ product: ProductID,
        _ change: (StockMovement) -> ProductEvent,
        _ quantity: Int64,
        _ order: OrderID
    ) -> NewEvent {
        NewEvent(
            .product(product),
            .product(change(StockMovement(order: order, quantity: quantity)))
        )
    }
}
