/// Slots, shops and orders.
extension Schema {
    static let slot = Schema.object([
        .member("slot_id", .identifier), .member("title", .text("Morning yoga")),
        .member("capacity", .count), .member("held", .count), .member("confirmed", .count),
        .member("remaining", .count), .member("starts_at", .nullable(.time)),
        .member("created_at", .time),
    ])

    static let hold = Schema.object([
        .member("id", .identifier), .member("slot_id", .identifier),
        .member("state", .words(["held", "confirmed", "cancelled", "expired"])),
        .member("expires_at", .time), .member("created_at", .time), .member("updated_at", .time),
    ])

    static let shop = Schema.object([
        .member("id", .identifier), .member("name", .text("Boat house")),
        .member("description", .text("All for the lake")),
        .member("site", .text("https://boats.example.org")),
    ])

    static let product = Schema.object([
        .member("product_id", .identifier), .member("name", .text("Paddle")),
        .member("description", .text("Ash wood")), .member("price", .minorUnits),
        .member("currency", .currency),
        .member("quantity", .count, "Units that can be ordered."),
    ])

    static let service = Schema.object([
        .member("id", .uuid), .member("name", .text("Engraving")),
        .member("description", .text("Up to 20 letters")),
    ])

    static let basket = Schema.object([
        .member(
            "lines",
            .array(
                .object([
                    .member("product_id", .identifier),
                    .member("name", .nullable(.text("Paddle")), "Null until it is known here."),
                    .member("quantity", .integer(1...Int64.max, example: 2)),
                    .member("price", .nullable(.minorUnits), "Per unit, today."),
                    .member("currency", .nullable(.currency)),
                    .member("amount", .nullable(.minorUnits)),
                    .member("available", .nullable(.count), "Units that can be ordered."),
                ]),
                count: 0...100
            )
        ),
        .member("currency", .nullable(.currency), "Null if empty, or if lines differ in it."),
        .member("tax", .nullable(.minorUnits), "What an order would be charged now."),
        .member("total", .nullable(.minorUnits), "Null if it can't be one order."),
    ])

    static let order = Schema.object([
        .member("id", .identifier),
        .member(
            "status",
            .words(["placed", "draft", "paid", "in_processing", "done", "cancelled"])
        ),
        .member(
            "lines",
            .array(
                .object([
                    .member("product_id", .identifier), .member("name", .text("Paddle")),
                    .member("quantity", .integer(1...Int64.max, example: 2)),
                    .member("unit_price", .minorUnits), .member("amount", .minorUnits),
                ]),
                count: 0...100
            )
        ),
        .member(
            "services",
            .array(
                .object([.member("service_id", .uuid), .member("name", .text("Engraving"))]),
                count: 0...50
            )
        ),
        .member("currency", .nullable(.currency)), .member("tax", .minorUnits),
        .member("total", .minorUnits), .member("transfer_id", .nullable(.identifier)),
        .member("refund_id", .nullable(.identifier)), .member("placed_at", .time),
        .member("paid_at", .nullable(.time)), .member("started_at", .nullable(.time)),
        .member("done_at", .nullable(.time)), .member("cancelled_at", .nullable(.time)),
    ])
}
