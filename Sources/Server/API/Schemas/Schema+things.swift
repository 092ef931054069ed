import Queries

/// Slots, shops and orders.
extension Schema {
    static let slot = Schema.object([
        .member("slot_id", .identifier), .member("title", .text("Morning yoga")),
        .member("capacity", .count), .member("held", .count), .member("confirmed", .count),
        .member("remaining", .count), .member("starts_at", .nullable(.time)),
        .member("created_at", .time),
    ])

    static let hold = Schema(Listing.holds)

    static let shop = Schema(Listing.shops)

    static let product = Schema(Listing.catalog)

    static let service = Schema(Listing.services)

    static let basket = Schema.object([
        .member(
            "lines",
            .array(
                .object([
                    .member("product_id", .identifier),
                    .member(
                        "name",
                        .nullable(.text("Paddle")),
                        "Null until the read model knows the product."
                    ),
                    .member("quantity", .integer(1...Int64.max, example: 2)),
                    .member("price", .nullable(.minorUnits), "Per unit, today."),
                    .member("currency", .nullable(.currency)),
                    .member("amount", .nullable(.minorUnits)),
                    .member("available", .nullable(.count), "Units that can be ordered."),
                ]),
                count: 0...100
            )
        ),
        .member(
            "currency",
            .nullable(.currency),
            "Null if the basket is empty or mixes currencies."
        ),
        .member("tax", .nullable(.minorUnits), "The tax of an order placed now."),
        .member("total", .nullable(.minorUnits), "Null if the lines can't be one order."),
    ])

    static let order = Schema(Listing.orders)
}
