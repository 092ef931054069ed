import Events

@testable import Model

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
}
