import Commands

extension RouteDocument {
    private static let title = Schema.text("Morning yoga", length: 1...200)
    private static let capacity = Schema.integer(0...1_000_000_000, example: 10)

    static let createSlot = RouteDocument(
        section: .slots,
        summary: "Create a slot",
        body: Body(
            schema: .object([
                .member("title", title), .member("capacity", capacity),
                .optional("starts_at", .time),
            ])
        ),
        answer: .verdict(location: "/slots/42")
    )

    static let changeSlot = RouteDocument(
        section: .slots,
        summary: "Change a slot",
        details: "At least one field. `\"starts_at\": null` takes the start away.",
        body: Body(
            schema: .object([
                .optional("title", title), .optional("capacity", capacity),
                .optional("starts_at", .nullable(.time)),
            ])
        ),
        answer: .verdict(),
        reasons: [.capacityBelowTaken],
        mayBeMissing: true
    )

    static let slot = RouteDocument(
        section: .slots,
        summary: "A slot",
        details: "A held seat is free from its hold's deadline on.",
        answer: .view(.named(.slot)),
        mayBeMissing: true
    )

    static let slotAvailability = RouteDocument(
        section: .slots,
        summary: "Free seats of all slots",
        details: "A held seat is free from its hold's deadline on.",
        parameters: [
            Parameter(
                name: "available",
                schema: .words(["true", "false"]),
                details: "`true` leaves full slots out."
            )
        ],
        answer: .view(
            .array(
                .object([
                    .member("slot_id", .identifier), .member("capacity", .count),
                    .member("remaining", .count),
                ]),
                count: nil
            )
        )
    )

    static let hold = RouteDocument(
        section: .slots,
        summary: "Take a seat for a while",
        answer: .verdict(location: "/holds/42"),
        reasons: [.slotFull],
        mayBeMissing: true
    )

    static let confirmHold = RouteDocument(
        section: .slots,
        summary: "Confirm an own hold before its deadline",
        answer: .verdict(),
        reasons: [.holdExpired, .holdCancelled, .holdAlreadyConfirmed],
        mayBeMissing: true,
        mayBeForeign: true
    )

    static let cancelHold = RouteDocument(
        section: .slots,
        summary: "Give an own seat back",
        answer: .verdict(),
        reasons: [.holdExpired, .holdCancelled],
        mayBeMissing: true,
        mayBeForeign: true
    )

    static let holds = RouteDocument(
        section: .slots,
        summary: "Own holds, newest first",
        details: "One that is held is `expired` from `expires_at` on.",
        isPaged: true,
        answer: .view(.page(of: .named(.hold)))
    )
}
