import Commands
import Events

extension CommandEndpoints {
    /// More units than this are a slip of the keyboard.
    private static let quantities: ClosedRange<Int64> = 0...1_000_000_000

    /// POST /shops: name, description?, site?.
    static func createShop(_ body: inout BodyFields) -> any Command {
        CreateShop(
            ShopDetails(
                name: body.text("name", .title),
                description: body.optionalText("description", .description) ?? "",
                site: body.optionalText("site", .site) ?? ""
            )
        )
    }

    /// POST /shops/{id}/products: name, description?, price, currency?, quantity.
    static func createProduct(_ body: inout BodyFields, _ context: CommandContext) -> any Command {
        let name = body.text("name", .title)
        let description = body.optionalText("description", .description) ?? ""
        let currency = body.currency(default: context.configuration.currency)
        return CreateProduct(
            ProductCreated(
                shop: ShopID(context.id),
                name: name,
                description: description,
                price: Money(body.amount("price", currency), currency),
                quantity: body.integer("quantity", quantities)
            )
        )
    }

    /// PATCH /products/{id}: price (minor units of the product's currency), quantity, or both.
    static func changeProduct(_ body: inout BodyFields, _ context: CommandContext) -> any Command {
        let price = body.optionalAmount("price", context.configuration.currency)
        let quantity = body.optionalInteger("quantity", quantities)
        if price == nil, quantity == nil { body.requireSomething(of: ["price", "quantity"]) }
        return ChangeProduct(ProductID(context.id), price: price, quantity: quantity)
    }
}
