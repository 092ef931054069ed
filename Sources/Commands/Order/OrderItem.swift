import Events
import Model

/// How many units of a product somebody wants.
package struct OrderItem: Hashable, Sendable {
    let product: ProductID
    let quantity: Int64

    package init(_ product: ProductID, quantity: Int64) {
        self.product = product
        self.quantity = quantity
    }
}
