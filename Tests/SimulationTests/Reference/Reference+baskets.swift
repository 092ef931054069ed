import Events

@testable import Model

extension Reference {
    mutating func fold(_ change: BasketEvent, _ user: UserID) {
        switch change {
        case .changed(let changed):
            require(!changed.lines.isEmpty, "a change of a basket has lines")
            for line in changed.lines {
                require(products[line.product] != nil, "a product in a basket exists")
                require(line.quantity >= 0, "no quantity is below zero")
                put(line, of: user)
            }
            require((baskets[user] ?? []).count <= 100, "a basket has at most 100 lines")
        case .ordered(let order):
            let lines = orders[order]?.lines.map {
                OrderIntent.Item(product: $0.product, quantity: $0.quantity)
            }
            require(
                lines != nil && lines == baskets[user],
                "O4: an order has the lines of its basket"
            )
            require(orders[order]?.user == user, "O4: the basket is its user's")
            require(basketOrders.insert(order).inserted, "O4: one basket, one order")
            baskets[user] = []
        }
    }

    private mutating func put(_ line: BasketLine, of user: UserID) {
        var items = baskets[user] ?? []
        let item = OrderIntent.Item(product: line.product, quantity: line.quantity)
        if let index = items.firstIndex(where: { $0.product == line.product }) {
            items[index] = item
        } else {
            items.append(item)
        }
        baskets[user] = items.filter { $0.quantity > 0 }
    }

    mutating func fold(_ change: ServiceEvent) {
        switch change {
        case .listed(let details):
            require(services[details.service] == nil, "a service is listed once")
            services[details.service] = details
        case .changed(let details):
            require(
                services[details.service].map { $0 != details } == true,
                "a changed service is known and differs from before"
            )
            services[details.service] = details
        case .delisted(let service):
            require(services.removeValue(forKey: service) != nil, "a service is removed once")
        }
    }

    /// Checks the rules for orders after every append.
    mutating func checkOrders() {
        for (id, order) in orders {
            let paid = order.state == .paid || !order.refunds.isEmpty
            require(
                order.payments == (paid ? [order.total.minorUnits] : []),
                "O5: order \(id.rawValue) has one payment of its total if it is paid"
            )
            require(
                order.refunds.isEmpty
                    || (order.state == .cancelled && order.refunds == order.payments),
                "O5: order \(id.rawValue) has one refund of its total if it is taken back"
            )
            let lines = order.state == .cancelled ? 0 : order.lines.count
            require(
                order.reserved.count + order.sold.count == lines,
                "O3: the stock of order \(id.rawValue) is reserved, sold or free"
            )
        }
    }
}
