import Model

/// What happens to a user's basket.
package enum BasketEvent: Hashable, Sendable {
    case changed(BasketChanged)
    /// An order was placed from it; it is empty again.
    case ordered(OrderID)
}

/// Lines as they are from now on; those of other products stay.
package struct BasketChanged: Hashable, Sendable {
    /// At least one, each product once.
    package let lines: [BasketLine]

    package init(lines: [BasketLine]) {
        self.lines = lines
    }
}

package struct BasketLine: Hashable, Sendable {
    package let product: ProductID
    /// Zero takes the line away.
    package let quantity: Int64

    package init(product: ProductID, quantity: Int64) {
        self.product = product
        self.quantity = quantity
    }
}
