import Commands
import Events
import Model
import Settings

extension CommandEndpoints {
    /// POST /orders: one of items: [{product_id, quantity}], from_basket: true, services: [uuid].
    static func placeOrder(_ body: inout BodyFields, _ context: CommandContext) -> any Command {
        let tax = Int64(context.configuration.taxBasisPoints)
        switch body.requireOne(of: ["items", "from_basket", "services"]) {
        case "items": return PlaceOrder(.items(items(&body)), taxBasisPoints: tax)
        case "services": return DraftOrder(services(&body))
        // Also what stands for a command that is refused.
        case _:
            body.mark("from_basket")
            return PlaceOrder(.basket, taxBasisPoints: tax)
        }
    }

    private static func items(_ body: inout BodyFields) -> [OrderItem] {
        body.objects("items", count: 1...PlaceOrder.maximumLines) { item in
            OrderItem(
                ProductID(item.identifier("product_id")),
                quantity: item.integer("quantity", 1...1_000_000_000)
            )
        }
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
