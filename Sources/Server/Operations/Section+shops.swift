import API
import Commands
import Entities
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
            creates: "/products/42"
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
                At least one field. Placed orders keep their prices. The quantity is, as in the catalogue, \
                what can be ordered: units reserved for placed orders are not in it. `add` changes it by \
                units that came or went, whatever it is now; `quantity` sets it, if it still is \
                `expected_quantity`.
                """,
            access: .administrator,
            refuses: [.stockBelowReserved, .quantityChanged, .stockLimit, .wrongCurrency]
        ) { body, context in
            // Minor units are the product's own; a decimal depends on the currency it is meant in.
            let isStated = body.has("currency") || body.isText("price")
            let currency = body.currency(default: context.configuration.currency)
            let price = body.optionalAmount("price", currency)
            let change = stockChange(&body)
            body.requireChange(price != nil || change != nil, of: ["price", "quantity", "add"])
            return ChangeProduct(
                ProductID(context.id),
                price: price,
                currency: isStated ? currency : nil,
                stock: change
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
            answer: .view(.page(of: .named(.product)))
        ) { parameters, context in
            .shopCatalog(
                ShopID(context.id),
                parameters.page(),
                showsStock: context.isAdministrator
            )
        }
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

    /// `add`, or `quantity` with `expected_quantity`.
    private static func stockChange(_ body: inout BodyFields) -> StockChange? {
        body.alternatives(["add", "quantity"], areOptional: true)
        let add = body.optionalInteger(
            "add",
            -stock.upperBound...stock.upperBound,
            example: -2,
            "Units that came, or went if it is below zero."
        )
        guard body.has("quantity") else {
            if body.has("expected_quantity") {
                _ = body.optionalInteger("expected_quantity", 0...Int64.max)
                body.wrong("expected_quantity", "goes with quantity, which is missing")
            }
            return add.map { .add($0) }
        }
        let quantity = body.integer(
            "quantity",
            stock,
            example: 10,
            "The units that can be ordered from now on; not with `add`."
        )
        let expected = body.integer(
            "expected_quantity",
            0...Int64.max,
            example: 8,
            "The quantity that the catalogue shows now."
        )
        if add != nil { body.wrong("add", "must not be given together with quantity") }
        return .set(quantity, from: expected)
    }
}
