import Commands

extension RouteDocument {
    private static let name = Schema.text("Paddle", length: 1...200)
    private static let description = Schema.text("Ash wood", length: 0...2_000)
    private static let quantity = Schema.integer(0...1_000_000_000, example: 10)

    static let createShop = RouteDocument(
        section: .shops,
        summary: "Create a shop",
        body: Body(
            schema: .object([
                .member("name", name), .optional("description", description),
                .optional("site", .text("https://boats.example.org", length: 0...500)),
            ])
        ),
        answer: .verdict(location: "/shops/42")
    )

    static let shops = RouteDocument(
        section: .shops,
        summary: "Shops, newest first",
        isPaged: true,
        answer: .view(.page(of: .named(.shop)))
    )

    static let createProduct = RouteDocument(
        section: .shops,
        summary: "Add a product to a shop",
        body: Body(
            schema: .object([
                .member("name", name), .optional("description", description),
                .member("price", .amount), .optional("currency", .currency),
                .member("quantity", quantity),
            ])
        ),
        answer: .verdict(location: "/products/42"),
        mayBeMissing: true
    )

    static let changeProduct = RouteDocument(
        section: .shops,
        summary: "Change a product's price or stock",
        details: """
            At least one field. Placed orders keep their prices; the stock never falls below what \
            they have reserved.
            """,
        body: Body(
            schema: .object([
                .optional("price", .amount), .optional("currency", .currency),
                .optional("quantity", quantity),
            ])
        ),
        answer: .verdict(),
        reasons: [.stockBelowReserved, .mixedCurrencies],
        mayBeMissing: true
    )

    static let catalog = RouteDocument(
        section: .shops,
        summary: "Products of a shop",
        isPaged: true,
        answer: .view(.page(of: .named(.product))),
        mayBeMissing: true
    )

    static let services = RouteDocument(
        section: .shops,
        summary: "Services that can be ordered",
        details: "From the outside catalogue; served as last known while it is refreshed.",
        isPaged: true,
        answer: .view(.page(of: .named(.service)))
    )
}
