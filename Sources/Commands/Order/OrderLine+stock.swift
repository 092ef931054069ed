import Events
import Model

extension OrderLine {
    /// The line's effect on its product's stock.
    func stock(_ change: (StockMovement) -> ProductEvent, of order: OrderID) -> NewEvent {
        NewEvent(
            .product(product),
            .product(change(StockMovement(order: order, quantity: quantity)))
        )
    }
}
