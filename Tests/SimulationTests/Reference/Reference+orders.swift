import Events

@testable import Model

extension Reference {
    enum OrderState: CaseIterable {
        case draft
        case placed
        case paid
        case inProcessing
        case done
        case cancelled
        case discarded

        /// Grows with each step of an order (O7).
        var rank: Int {
            switch self {
            case .draft, .placed: 0
            case .paid, .inProcessing: 1
            case .done, .cancelled, .discarded: 2
            }
        }
    }

    struct OrderRow {
        let user: UserID
        var lines: [OrderLine] = []
        var total = Money(0, .rub)
        /// Empty for an order of products.
        var services: [ServiceID] = []
        var state: OrderState
        var registration: UUID128?
        var isRegistered = false
        var isCancellationSent = false
        var payments: [Int64] = []
        var refunds: [Int64] = []
        /// The units of each product that are still reserved, and those that are sold.
        var reserved: [ProductID: Int64] = [:]
        var sold: [ProductID: Int64] = [:]
    }

    mutating func fold(_ change: OrderEvent, _ id: OrderID) {
        switch change {
        case .placed(let placed):
            require(orders[id] == nil, "O2: an order is placed once")
            check(placed)
            orders[id] = OrderRow(
                user: placed.user,
                lines: placed.lines,
                total: Money(placed.total, placed.currency),
                state: .placed
            )
        case .drafted(let drafted):
            require(orders[id] == nil, "O2: an order is drafted once")
            check(drafted)
            orders[id] = OrderRow(
                user: drafted.user,
                services: drafted.services.map(\.service),
                state: .draft
            )
        case .servicesChanged(let drafted):
            require(orders[id]?.state == .draft, "O2: only a draft changes its services")
            check(drafted)
            orders[id]?.services = drafted.services.map(\.service)
        case .processingStarted(let started):
            move(id, to: .inProcessing, from: .draft)
            require(
                registrations.insert(started.registration).inserted,
                "O6: each order has a registration of its own"
            )
            orders[id]?.registration = started.registration
        case .registered:
            let order = orders[id]
            require(
                order?.registration != nil && order?.isRegistered == false,
                "O6: an order is registered once, after it was started"
            )
            orders[id]?.isRegistered = true
        case .paid: move(id, to: .paid, from: .placed)
        case .cancelled: move(id, to: .cancelled, from: .draft, .placed, .paid, .inProcessing)
        case .done:
            require(orders[id]?.isRegistered == true, "O6: only a registered order is completed")
            move(id, to: .done, from: .inProcessing)
        case .cancellationSent:
            let order = orders[id]
            require(
                order?.state == .cancelled && order?.registration != nil
                    && order?.isCancellationSent == false,
                "O6: the outside is notified of a cancellation once"
            )
            orders[id]?.isCancellationSent = true
        case .discarded: move(id, to: .discarded, from: .draft)
        }
    }

    private mutating func move(_ id: OrderID, to new: OrderState, from: OrderState...) {
        guard let old = orders[id]?.state else {
            return require(false, "O2: an order is placed or drafted first")
        }
        require(from.contains(old), "O2: an order that is \(old) does not get \(new)")
        require(new.rank > old.rank, "O7: from \(old) to \(new) is no way back")
        orders[id]?.state = new
    }

    private mutating func check(_ drafted: OrderDrafted) {
        let ids = drafted.services.map(\.service)
        require((1...50).contains(ids.count), "O8: a draft has services, but not too many")
        require(Set(ids).count == ids.count, "O8: a service is ordered once")
        for service in drafted.services {
            require(
                services[service.service]?.name == service.name,
                "O8: a service is in the catalogue, under its name"
            )
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
                "O1: a line has the present price of its product"
            )
        }
        let sum = placed.lines.reduce(0) { $0 + $1.amount }
        require(placed.total == sum + placed.tax, "O1: total = lines + tax")
    }
}

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
            require(was == units.quantity, "O3: units that are sold were reserved")
            orders[units.order]?.sold[id] = units.quantity
        case .returned(let units):
            products[id]?.onHand += units.quantity
            let was = orders[units.order]?.sold.removeValue(forKey: id)
            require(was == units.quantity, "O3: stock comes back once")
        }
        if let product = products[id] {
            require(product.reserved >= 0, "O3: no less than nothing is reserved")
            require(product.reserved <= product.onHand, "O3: reserved units are in stock")
        } else {
            require(false, "a product is created before it is used")
        }
    }
}
