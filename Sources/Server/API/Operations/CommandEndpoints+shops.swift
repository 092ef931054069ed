import Commands
import Events
import Model
import Settings

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

    /// PATCH /products/{id}: price, quantity, or both; currency? if the price is not in the default.
    static func changeProduct(_ body: inout BodyFields, _ context: CommandContext) -> any Command {
        // Minor units are the product's own; a decimal depends on the currency it is meant in.
        let isStated = body.has("currency") || body.isText("price")
        let currency = body.currency(default: context.configuration.currency)
        let price = body.optionalAmount("price", currency)
        let quantity = body.optionalInteger("quantity", quantities)
        if price == nil, quantity == nil { body.requireSomething(of: ["price", "quantity"]) }
        return ChangeProduct(
            ProductID(context.id),
            price: price,
            currency: isStated ? currency : nil,
            quantity: quantity
        )
    }
}
