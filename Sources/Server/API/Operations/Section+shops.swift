import Commands
import Events
import HTTP
import Model
import Queries
import Settings

extension Section {
    /// More units than this are a typing error.
    private static let stock: ClosedRange<Int64> = 0...1_000_000_000

    /// Shops, their products, and services from outside.
    static let shops = Section("Shops") { section in
        section.command(
            "createShop",
            .post,
            "/shops",
            "Create a shop",
            access: .administrator,
            creates: "/shops/42"
        ) { body, _ in
            CreateShop(
                ShopDetails(
                    name: body.text("name", .title),
                    description: body.optionalText("description", .description) ?? "",
                    site: body.optionalText("site", .site) ?? ""
                )
            )
        }
        section.question(
            "shops",
            .get,
            "/shops",
            "Shops, newest first",
            answer: .view(.page(of: .named(.shop)))
        ) { parameters, _ in .shops(parameters.page()) }
        section.thing("shop", "/shops/{id}", "A shop", .shop) { .shop(ShopID($0)) }
        section.command(
            "createProduct",
            .post,
            "/shops/{id}/products",
            "Add a product to a shop",
            access: .administrator,
            creates: "/products/42",
            mayMiss: true
        ) { body, context in
            let name = body.text("name", .title)
            let description = body.optionalText("description", .description) ?? ""
            let currency = body.currency(default: context.configuration.currency)
            return CreateProduct(
                ProductCreated(
                    shop: ShopID(context.id),
                    name: name,
                    description: description,
                    price: Money(body.amount("price", currency), currency),
                    quantity: body.integer("quantity", stock, example: 10)
                )
            )
        }
        section.command(
            "changeProduct",
            .patch,
            "/products/{id}",
            "Change a product's price or stock",
            details: """
                At least one field. Placed orders keep their prices; the stock never falls below what \
                they have reserved.
                """,
            access: .administrator,
            refuses: [.stockBelowReserved, .mixedCurrencies],
            mayMiss: true
        ) { body, context in
            // Minor units are the product's own; a decimal depends on the currency it is meant in.
            let isStated = body.has("currency") || body.isText("price")
            let currency = body.currency(default: context.configuration.currency)
            let price = body.optionalAmount("price", currency)
            let quantity = body.optionalInteger("quantity", stock, example: 10)
            body.requireChange(price != nil || quantity != nil, of: ["price", "quantity"])
            return ChangeProduct(
                ProductID(context.id),
                price: price,
                currency: isStated ? currency : nil,
                quantity: quantity
            )
        }
        section.thing("product", "/products/{id}", "A product", .product) {
            .product(ProductID($0))
        }
        section.question(
            "catalog",
            .get,
            "/shops/{id}/catalog",
            "Products of a shop",
            mayMiss: true,
            answer: .view(.page(of: .named(.product)))
        ) { parameters, context in .shopCatalog(ShopID(context.id), parameters.page()) }
        section.question(
            "services",
            .get,
            "/services",
            "Services that can be ordered",
            details:
                "From the outside catalogue; the last known list is served while it is refreshed.",
            answer: .view(.page(of: .named(.service)))
        ) { parameters, _ in .services(parameters.page()) }
    }
}
