import Events
import Model

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
    let quantity: Int64?

    /// `price` is in minor units of the product's own currency, which must be `currency` if one is
    /// given; `quantity` counts the units on hand, including reserved ones; nil keeps the value.
    package init(
        _ product: ProductID,
        price: Int64? = nil,
        currency: Currency? = nil,
        quantity: Int64? = nil
    ) {
        self.product = product
        self.price = price
        self.currency = currency
        self.quantity = quantity
    }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        streams.append(.product(product))
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        guard let state = model.products[product], let offer = state.offer
        else { throw .notFound(.product) }
        // A decimal was read with the digits of `currency`; in another currency it is another price.
        guard currency == nil || currency == offer.price.currency
        else { throw .rejected(.mixedCurrencies) }
        let price = self.price ?? offer.price.minorUnits
        let quantity = self.quantity ?? state.onHand
        guard price > 0 else { throw .rejected(.invalidAmount) }
        guard quantity >= 0 else { throw .rejected(.invalidQuantity) }
        guard quantity >= state.reserved else { throw .rejected(.stockBelowReserved) }
        let changed = ProductChanged(price: Money(price, offer.price.currency), quantity: quantity)
        return Decision([.product(product, .changed(changed))])
    }
}
