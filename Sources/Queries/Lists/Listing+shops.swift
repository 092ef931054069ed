import Model

/// Slots, shops and orders.
extension Listing {
    /// How many seats of each slot are free, in order of the slots' ids; `$3`: only slots with
    /// some, `$4` and `$5`: only those that start from a time on and before another, unless these
    /// are null.
    ///
    /// The deadlines of held seats are in another read model. Where that is behind a slot, it may
    /// show seats that are released: then none of that slot count as overdue, and the answer is
    /// valid only for this moment.
    package static let availability = Listing(
        .slotAvailability,
        [
            .column("slot_id", .identifier), .column("capacity", .count),
            .column("remaining", .count, of: "capacity - taken"),
        ],
        from: """
            (SELECT s.slot_id, s.capacity, s.starts_at,
                s.held + s.confirmed - coalesce(o.seats, 0) AS taken
             FROM read.slot_availability AS s
             LEFT JOIN (
                SELECT h.slot_id, count(*) AS seats
                FROM read.holds AS h
                JOIN read.slot_availability AS s ON s.slot_id = h.slot_id
                WHERE h.state = 'held' AND h.\(Deadline.isPast) AND h.hold_id < s.position
                    AND s.position <= (SELECT \(position(of: .holds)))
                GROUP BY h.slot_id
             ) AS o ON o.slot_id = s.slot_id) AS slots
            """,
        where: """
            (NOT $3 OR taken < capacity) AND ($4::timestamptz IS NULL OR starts_at >= $4)
            AND ($5::timestamptz IS NULL OR starts_at < $5)
            """,
        by: [.ascending("slot_id")],
        validUntil: """
            CASE WHEN p.position <= \(position(of: .holds)) THEN (
                SELECT min(expires_at) FROM read.holds
                WHERE state = 'held' AND \(Deadline.isToCome)
            ) ELSE now() END
            """
    )

    /// The place after a slot in that list.
    package static func cursor(after slot: SlotID) -> Cursor {
        availability.cursor(after: [.integer(slot.rawValue)])
    }

    /// The slot that a page of that list begins after; nil for a cursor of another list.
    package static func lastSlot(in cursor: Cursor) -> SlotID? {
        guard availability.accepts(cursor), case .integer(let slot)? = cursor.values.first else {
            return nil
        }
        return SlotID(slot)
    }

    /// All shops, newest first.
    package static let shops = Listing(
        .catalog,
        [
            .column("id", .identifier, of: "shop_id"), .column("name", .text("Boat house")),
            .column("description", .text("All for the lake")),
            .column("site", .text("https://boats.example.org")),
        ],
        from: "read.shops",
        by: [.descending("shop_id")]
    )

    /// One shop; `$3`: the shop.
    static let shop = shops.reading(from: "read.shops", where: "shop_id = $3")

    /// The products of a shop, newest first; `$3`: the shop, `$4`: whether the stock is shown.
    package static let catalog = Listing(
        .catalog,
        [
            .column("product_id", .identifier), .column("name", .text("Paddle")),
            .column("description", .text("Ash wood")), .column("price", .minorUnits),
            .column("currency", .currency),
            .column("quantity", .count, of: "on_hand - reserved", "Units that can be ordered."),
            .nullable(
                "stock",
                .object([
                    .column(
                        "on_hand",
                        .count,
                        of: "CASE WHEN $4 THEN on_hand END",
                        "With those reserved."
                    ),
                    .column("reserved", .count, of: "reserved", "Of orders not paid yet."),
                    .column("sold", .count, of: "sold", "Without those that came back."),
                ]),
                "For administrators; null for all others."
            ),
        ],
        from: "read.products",
        where: "shop_id = $3",
        by: [.descending("product_id")],
        owner: "EXISTS (SELECT FROM read.shops WHERE shop_id = $3)"
    )

    /// One product; `$3`: the product, `$4`: whether the stock is shown.
    static let product = catalog.reading(from: "read.products", where: "product_id = $3")

    /// Services of the outside catalogue that are listed now, by name.
    package static let services = Listing(
        .services,
        [
            .column("id", .uuid, of: "service_id"), .column("name", .text("Engraving")),
            .column("description", .text("Up to 20 letters")),
        ],
        from: "read.services",
        where: "state = 'listed'",
        by: [.ascending("name", .text), .ascending("service_id", .text)]
    )

    /// A user's orders as they were placed, newest first, without discarded drafts; `$3`: the user.
    package static let orders = Listing(
        .orderHistory,
        [
            .column("id", .identifier, of: "order_id"),
            .column(
                "status",
                .words(["placed", "draft", "paid", "in_processing", "done", "cancelled"])
            ),
            .column("lines", .array(.object(orderLine), count: 0...100)),
            .column(
                "services",
                .array(
                    .object([.column("service_id", .uuid), .column("name", .text("Engraving"))]),
                    count: 0...50
                ),
                of: "coalesce(services, '[]')"
            ),
            // An order of services costs nothing here.
            .nullable("currency", .currency), .column("tax", .minorUnits),
            .column("total", .minorUnits), .nullable("transfer_id", .identifier),
            .nullable("refund_id", .identifier), .column("placed_at", .time),
            .nullable("paid_at", .time), .nullable("started_at", .time),
            .nullable("done_at", .time), .nullable("cancelled_at", .time),
            .reference, .metadata,
        ],
        from: "read.order_history",
        where: "user_id = $3 AND status <> 'discarded'",
        by: [.descending("order_id")]
    )

    /// One order of the user's own; `$3`: the user, `$4`: the order.
    static let order = orders.reading(
        from: "read.order_history",
        where: "order_id = $4 AND user_id = $3 AND status <> 'discarded'"
    )

    private static let orderLine: [Column] = [
        .column("product_id", .identifier), .column("name", .text("Paddle")),
        .column("quantity", .integer(1...Int64.max, example: 2)),
        .column("unit_price", .minorUnits), .column("amount", .minorUnits),
    ]
}
