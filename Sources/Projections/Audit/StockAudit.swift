import Events
import Model

/// Checks that 0 ≤ reserved ≤ on hand.
struct StockAudit: Sendable {
    private struct Stock {
        var onHand: Int64
        var reserved: Int64 = 0
    }

    private var products: [ProductID: Stock] = [:]

    mutating func check(
        _ change: ProductEvent,
        _ event: RecordedEvent
    ) throws(InvariantViolation) {
        guard case .product(let product) = event.stream else { throw .wrongStream(event) }
        if case .created(let created) = change {
            guard products[product] == nil else { throw .identity(event) }
            products[product] = Stock(onHand: created.quantity)
        }
        guard var stock = products[product] else { throw .identity(event) }
        switch change {
        case .created: break
        case .changed(let changed): stock.onHand = changed.quantity
        case .reserved(let movement): stock.reserved &+= movement.quantity
        case .released(let movement): stock.reserved &-= movement.quantity
        case .sold(let movement):
            stock.reserved &-= movement.quantity
            stock.onHand &-= movement.quantity
        case .returned(let movement): stock.onHand &+= movement.quantity
        }
        products[product] = stock
        guard stock.reserved >= 0, stock.reserved <= stock.onHand else {
            throw InvariantViolation(
                event.position,
                .stock(product, onHand: stock.onHand, reserved: stock.reserved)
            )
        }
    }
}
