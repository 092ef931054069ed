import Events

@testable import Model

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
