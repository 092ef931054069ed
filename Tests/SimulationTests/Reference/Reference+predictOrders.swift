import Commands
import Events

@testable import Entities
@testable import Model

extension Reference {
    func predict(_ intent: OrderIntent, by actor: Actor, _ now: Timestamp) -> Prediction {
        switch intent {
        case .place(let items, let tax, let note): place(items, tax, by: actor, note)
        case .placeBasket(let tax, let note): placeBasket(tax, by: actor, note)
        case .setBasket(let items): setBasket(items, by: actor)
        case .pay(let order): pay(order, by: actor, now)
        case .cancel(let order): cancel(order, by: actor, now)
        case .draft(let services, let note): draft(services, by: actor, note)
        case .change(let order, let services): change(order, services, by: actor)
        case .start(let order, let registration): start(order, registration, by: actor)
        case .discard(let order): discard(order, by: actor)
        case .recordCatalogue(let services): recordCatalogue(services, by: actor)
        case .recordService(let service): recordService(service, by: actor)
        case .recordRegistration(let order): recordRegistration(order, by: actor)
        case .recordCompletion(let order):
            recordEnd(order, by: actor) { [.done(OrderReference(user: $0))] }
        case .recordCancellation(let order):
            recordEnd(order, by: actor) {
                [
                    .cancelled(OrderCancelled(user: $0, refund: nil)),
                    .cancellationSent(OrderReference(user: $0)),
                ]
            }
        case .recordCancellationSent(let order): recordCancellationSent(order, by: actor)
        }
    }

    func pay(_ id: OrderID, by actor: Actor, _ now: Timestamp) -> Prediction {
        guard actor.rawValue > 0 else { return .forbidden(.user) }
        guard let order = orders[id] else { return .notFound }
        if order.user.rawValue != actor.rawValue { return .forbidden(.owner) }
        switch order.state {
        case .draft: return .rejected("order-is-draft")
        case .paid: return .rejected("order-already-paid")
        case .inProcessing: return .rejected("order-in-processing")
        case .done: return .rejected("order-done")
        case .cancelled: return .rejected("order-cancelled")
        case .discarded: return .rejected("order-discarded")
        case .placed: break
        }
        let wallet = AccountID(actor.rawValue)
        switch move(.payment, from: wallet, to: .sales, order.total, now, order: id) {
        case .refused(let reason): return .rejected(reason)
        case .done(let events, let transfer):
            let paid = OrderPaid(user: order.user, transfer: transfer)
            return .done(
                events + [NewEvent(.order(id), .order(.paid(paid)))]
                    + order.lines.map { units($0.product, ProductEvent.sold, $0.quantity, id) },
                location: nil
            )
        }
    }

    func cancel(_ id: OrderID, by actor: Actor, _ now: Timestamp) -> Prediction {
        guard actor.rawValue > 0 else { return .forbidden(.user) }
        guard let order = orders[id] else { return .notFound }
        if order.user.rawValue != actor.rawValue { return .forbidden(.owner) }
        switch order.state {
        case .done: return .rejected("order-done")
        case .cancelled: return .rejected("order-cancelled")
        case .discarded: return .rejected("order-discarded")
        case .draft, .inProcessing, .placed:
            let cancelled = OrderCancelled(user: order.user, refund: nil)
            return .done(
                [NewEvent(.order(id), .order(.cancelled(cancelled)))]
                    + order.lines.map { units($0.product, ProductEvent.released, $0.quantity, id) },
                location: nil
            )
        case .paid:
            let wallet = AccountID(actor.rawValue)
            switch move(.refund, from: .sales, to: wallet, order.total, now, order: id) {
            case .refused(let reason): return .rejected(reason)
            case .done(let events, let transfer):
                let cancelled = OrderCancelled(user: order.user, refund: transfer)
                return .done(
                    events + [NewEvent(.order(id), .order(.cancelled(cancelled)))]
                        + order.lines.map {
                            units($0.product, ProductEvent.returned, $0.quantity, id)
                        },
                    location: nil
                )
            }
        }
    }

    func units(
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

    func changeProduct(_ id: ProductID, _ price: Int64?, _ stock: StockChange?) -> Prediction {
        guard let product = products[id] else { return .notFound }
        let price = Money(price ?? product.price.minorUnits, product.price.currency)
        if price.minorUnits <= 0 { return .rejected("invalid-amount") }
        var quantity = Int128(product.onHand)
        switch stock {
        case nil: break
        case .add(let units): quantity += Int128(units)
        case .set(let free, let expected):
            if expected != product.onHand - product.reserved {
                return .rejected("quantity-changed")
            }
            quantity = Int128(free) + Int128(product.reserved)
        }
        if quantity > Int128(Int64.max) { return .rejected("stock-limit") }
        if quantity < Int128(product.reserved) { return .rejected("stock-below-reserved") }
        let changed = ProductChanged(price: price, quantity: Int64(quantity))
        return .done([NewEvent(.product(id), .product(.changed(changed)))], location: nil)
    }
}
