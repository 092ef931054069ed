import Events
import Model

/// Adds a product to a shop.
///
/// The caller has checked that the actor is an administrator.
package struct CreateProduct: Command {
    let product: ProductCreated

    package init(_ product: ProductCreated) {
        self.product = product
    }

    package func reads(
        _ model: borrowing WriteModel,
        by actor: Actor,
        at now: Timestamp,
        into streams: inout [StreamID]
    ) {
        streams.append(.shop(product.shop))
    }

    package func decide(
        _ model: borrowing WriteModel,
        _ context: DecisionContext
    ) throws(Refusal) -> Decision {
        guard model.shops[product.shop]?.exists == true else { throw .notFound(.shop) }
        guard product.price.minorUnits > 0 else { throw .rejected(.invalidAmount) }
        guard product.quantity >= 0 else { throw .rejected(.invalidQuantity) }
        let id = ProductID(createdAt: context.next)
        return Decision(
            [NewEvent(.product(id), .product(.created(product)))],
            location: .product(id)
        )
    }
}
