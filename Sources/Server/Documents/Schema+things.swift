import Queries

/// Slots, shops, orders, and what an administrator sees.
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
        .member("currency", .nullable(.currency)), .member("tax", .minorUnits),
        .member("total", .minorUnits), .member("transfer_id", .nullable(.identifier)),
        .member("refund_id", .nullable(.identifier)), .member("placed_at", .time),
        .member("paid_at", .nullable(.time)), .member("cancelled_at", .nullable(.time)),
        .member(
            "services",
            .array(
                .object([.member("service_id", .uuid), .member("name", .text("Engraving"))]),
                count: 0...50
            )
        ),
        .member("started_at", .nullable(.time)), .member("done_at", .nullable(.time)),
    ])

    static let command = Schema.object([
        .member("id", .identifier), .member("name", .text("transfer")),
        .member("actor_id", .nullable(.identifier)),
        .member("outcome", .words(["refused", "done", "failed"])),
        .member("reason", .nullable(.text("insufficient-funds"))),
        .member("position", .nullable(.position)), .member("received_at", .time),
        .member("retryable", .boolean(example: true)),
    ])

    static let job = Schema.object([
        .member("name", .text("rates")),
        .member("interval_seconds", .count),
        .member("running", .boolean(example: false)),
        .member("attempts", .count, "Failures in a row."),
        .member("next_run_at", .nullable(.time)), .member("last_run", .nullable(run)),
        .member("runs", .array(run, count: 0...10)),
    ])

    private static let run = Schema.object([
        .member("started_at", .time), .member("finished_at", .nullable(.time)),
        .member("duration_ms", .nullable(.count)),
        .member("outcome", .nullable(.words(["ok", "failed", "resting", "abandoned"]))),
        .member("error", .nullable(.text("the answer was no JSON"))),
    ])

    static let projection = Schema.object([
        .member("name", .words(ReadModel.allCases.map(\.name))), .member("position", .position),
        .member("lag", .count, "Events behind the log."),
        .member("events_per_second", .count, "As this node moves it on."),
        .member("generation", .count, "Replays that were swapped in, from 1."),
        .member("error", .nullable(.text("event 812 names no account"))),
        .member("error_position", .nullable(.position)), .member("updated_at", .time),
        .member("size_bytes", .nullable(.count), "With indexes."),
        .member("rows", .nullable(.count), "An estimate."),
    ])
}
