import Commands
import Events

extension CommandEndpoints {
    /// POST /orders: items: [{product_id, quantity}].
    static func placeOrder(_ body: inout BodyFields, _ context: CommandContext) -> any Command {
        let items = body.objects("items", count: 1...PlaceOrder.maximumLines) { item in
            OrderItem(
                ProductID(item.identifier("product_id")),
                quantity: item.integer("quantity", 1...1_000_000_000)
            )
        }
        return PlaceOrder(
            .items(items),
            taxBasisPoints: Int64(context.configuration.taxBasisPoints)
        )
    }

    /// POST /orders/{id}/pay.
    static func payOrder(_ context: CommandContext) -> any Command {
        PayOrder(OrderID(context.id))
    }

    /// PATCH /orders/{id}/cancel.
    static func cancelOrder(_ context: CommandContext) -> any Command {
        CancelOrder(OrderID(context.id))
    }
}
