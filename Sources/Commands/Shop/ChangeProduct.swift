import Entities
import Events
import Model

/// Creates a shop; the caller has checked that the actor is an administrator.
package struct CreateShop: Command {
    let details: ShopDetails

    package init(_ details: ShopDetails) { self.details = details }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        let id = ShopID(createdAt: call.next)
        return Decision([.shop(id, .created(details))], location: .shop(id))
    }
}

/// Adds a product to a shop; the caller has checked that the actor is an administrator.
package struct CreateProduct: Command {
    let product: ProductCreated

    package init(_ product: ProductCreated) { self.product = product }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        streams.append(.shop(product.shop))
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        guard model.shops[product.shop]?.exists == true else { throw .notFound(.shop) }
        guard product.price.minorUnits > 0 else { throw .rejected(.invalidAmount) }
        guard product.quantity >= 0 else { throw .rejected(.invalidQuantity) }
        let id = ProductID(createdAt: call.next)
        return Decision([.product(id, .created(product))], location: .product(id))
    }
}

/// Changes price or stock of a product; placed orders keep their prices.
///
/// The caller has checked that the actor is an administrator.
package struct ChangeProduct: Command {
    let product: ProductID
    let price: Int64?
    let currency: Currency?
    let stock: StockChange?

    /// `price` is in minor units of the product's own currency, which must be `currency` if one is
    /// given; nil keeps the value.
    package init(
        _ product: ProductID,
        price: Int64? = nil,
        currency: Currency? = nil,
        stock: StockChange? = nil
    ) {
        self.product = product
        self.price = price
        self.currency = currency
        self.stock = stock
    }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        streams.append(.product(product))
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        guard let state = model.products[product], let offer = state.offer
        else { throw .notFound(.product) }
        // A decimal was read with the digits of `currency`; in another currency it is another
        // price.
        guard currency == nil || currency == offer.price.currency
        else { throw .rejected(.wrongCurrency, detail: "currency=\(offer.price.currency)") }
        let price = self.price ?? offer.price.minorUnits
        guard price > 0 else { throw .rejected(.invalidAmount) }
        let onHand = try onHand(of: state)
        let changed = ProductChanged(price: Money(price, offer.price.currency), quantity: onHand)
        return Decision([.product(product, .changed(changed))])
    }

    /// Returns the units on hand after the change, never fewer than are reserved.
    private func onHand(of state: Product) throws(Refusal) -> Int64 {
        switch stock {
        case nil: return state.onHand
        case .add(let units):
            let (sum, overflow) = state.onHand.addingReportingOverflow(units)
            guard !overflow else { throw .rejected(.stockLimit) }
            guard sum >= state.reserved
            else { throw .rejected(.stockBelowReserved, detail: "quantity=\(state.free)") }
            return sum
        case .set(let quantity, let expected):
            guard quantity >= 0 else { throw .rejected(.invalidQuantity) }
            guard expected == state.free
            else { throw .rejected(.quantityChanged, detail: "quantity=\(state.free)") }
            let (sum, overflow) = state.reserved.addingReportingOverflow(quantity)
            guard !overflow else { throw .rejected(.stockLimit) }
            return sum
        }
    }
}

/// A change of a product's quantity: the units that can be ordered, without the reserved ones.
package enum StockChange: Hashable, Sendable {
    /// Units that came, or went if it is below zero.
    case add(Int64)
    /// Refused if another quantity than `from` is there.
    case set(Int64, from: Int64)
}
