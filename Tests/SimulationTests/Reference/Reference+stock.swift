import Events

extension Reference {
    mutating func fold(_ change: ProductEvent, _ id: ProductID) {
        switch change {
        case .created(let created):
            products[id] = ProductRow(price: created.price, onHand: created.quantity)
        case .changed(let changed):
            products[id]?.price = changed.price
            products[id]?.onHand = changed.quantity
        case .reserved(let units):
            products[id]?.reserved += units.quantity
            let was = orders[units.order]?.reserved.updateValue(units.quantity, forKey: id)
            require(was == nil, "O3: a product is reserved once per order")
        case .released(let units):
            products[id]?.reserved -= units.quantity
            let was = orders[units.order]?.reserved.removeValue(forKey: id)
            require(was == units.quantity, "O3: stock is released once")
        case .sold(let units):
            products[id]?.reserved -= units.quantity
            products[id]?.onHand -= units.quantity
            let was = orders[units.order]?.reserved.removeValue(forKey: id)
            require(was == units.quantity, "O3: what is sold was reserved")
            orders[units.order]?.sold[id] = units.quantity
        case .returned(let units):
            products[id]?.onHand += units.quantity
            let was = orders[units.order]?.sold.removeValue(forKey: id)
            require(was == units.quantity, "O3: stock comes back once")
        }
        if let product = products[id] {
            require(product.reserved >= 0, "O3: no less than nothing is reserved")
            require(product.reserved <= product.onHand, "O3: what is reserved is there")
        } else {
            require(false, "a product is created before it is used")
        }
    }

    mutating func fold(_ change: OrderEvent, _ id: OrderID) {
        switch change {
        case .placed(let placed):
            require(orders[id] == nil, "O2: an order is placed once")
            check(placed)
            orders[id] = OrderRow(placed: placed)
        case .paid:
            require(orders[id]?.state == .placed, "O2: only a placed order is paid")
            orders[id]?.state = .paid
        case .cancelled:
            let state = orders[id]?.state
            require(state == .placed || state == .paid, "O2: an order is cancelled once")
            orders[id]?.state = .cancelled
        case .drafted, .servicesChanged, .processingStarted, .registered, .done, .cancellationSent,
            .discarded:
            break  // PROVISIONAL
        }
    }

    private mutating func check(_ placed: OrderPlaced) {
        require(!placed.lines.isEmpty, "O1: an order has lines")
        require(
            Set(placed.lines.map(\.product)).count == placed.lines.count,
            "O3: lines are summed"
        )
        for line in placed.lines {
            require(line.quantity > 0, "O1: a quantity is above zero")
            require(line.amount == line.unitPrice * line.quantity, "O1: line = unit × quantity")
            require(
                products[line.product]?.price == Money(line.unitPrice, placed.currency),
                "O1: a line has the price of its moment"
            )
        }
        let sum = placed.lines.reduce(0) { $0 + $1.amount }
        require(placed.total == sum + placed.tax, "O1: total = lines + tax")
    }
}
