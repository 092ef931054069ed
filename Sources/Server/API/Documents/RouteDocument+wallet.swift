import Commands

extension RouteDocument {
    /// The receiver by name or by id, then the rest.
    private static func sending(_ further: [Schema.Property] = []) -> Schema {
        let rest: [Schema.Property] =
            [
                .member("amount", .amount, "Minor units, or a decimal string."),
                .optional("currency", .currency),
                .optional("memo", .text("Lunch", length: 0...200)),
            ] + further
        return .any([
            .object([.member("receiver_username", .text("bob", length: 3...50))] + rest),
            .object([.member("receiver_id", .identifier)] + rest),
        ])
    }

    static let transfer = RouteDocument(
        section: .wallet,
        summary: "Send money to another user",
        body: Body(schema: sending()),
        answer: .verdict(location: "/transfers/42"),
        reasons: [
            .insufficientFunds, .receiverNotFound, .sameAccount, .balanceLimit, .accountClosed,
        ],
        mayBeMissing: true
    )

    static let reserveTransfer = RouteDocument(
        section: .wallet,
        summary: "Reserve money for another user",
        details: "Ends exactly once: posted, voided or expired.",
        body: Body(
            schema: sending([
                .optional("timeout_seconds", .integer(1...2_592_000, example: 3_600))
            ])
        ),
        answer: .verdict(location: "/transfers/42"),
        reasons: [
            .insufficientFunds, .receiverNotFound, .sameAccount, .balanceLimit, .accountClosed,
            .tooManyPending,
        ],
        mayBeMissing: true
    )

    static let postTransfer = RouteDocument(
        section: .wallet,
        summary: "Move reserved money, all of it or less",
        details: "By the sender or the receiver. What is not posted is the sender's again.",
        body: Body(
            schema: .object([
                .optional("amount", .amount, "At most what is reserved."),
                .optional("currency", .currency, "Of `amount`; any but the reserved is refused."),
            ]),
            isRequired: false
        ),
        answer: .verdict(),
        reasons: [
            .amountAbovePending, .transferPosted, .transferVoided, .transferExpired,
            .transferNotPending, .receiverNotFound, .accountClosed, .balanceLimit,
        ],
        mayBeMissing: true,
        mayBeForeign: true
    )

    static let voidTransfer = RouteDocument(
        section: .wallet,
        summary: "Give reserved money back",
        details: "By the sender or the receiver.",
        answer: .verdict(),
        reasons: [.transferPosted, .transferVoided, .transferExpired, .transferNotPending],
        mayBeMissing: true,
        mayBeForeign: true
    )

    static let reverseTransfer = RouteDocument(
        section: .wallet,
        summary: "Take a transfer back, once",
        details: "By the receiver or an administrator.",
        answer: .verdict(location: "/transfers/43"),
        reasons: [
            .insufficientFunds, .transferReversed, .notReversible, .transferNotPosted,
            .accountClosed, .balanceLimit,
        ],
        mayBeMissing: true,
        mayBeForeign: true
    )

    static let exchange = RouteDocument(
        section: .wallet,
        summary: "Exchange money at the recorded rate",
        details: "`amount` is of `from`. What is received is rounded down to a minor unit.",
        body: Body(
            schema: .object([
                .member("from", .currency), .member("to", .text("USD", pattern: "^[A-Z]{3}$")),
                .member("amount", .amount),
            ])
        ),
        answer: .verdict(location: "/transfers/42"),
        reasons: [
            .insufficientFunds, .sameCurrency, .noRate, .staleRate, .amountTooSmall, .balanceLimit,
            .systemAccountLimit, .accountClosed,
        ],
        mayBeMissing: true
    )

    static let adjustBalance = RouteDocument(
        section: .wallet,
        summary: "Adjust a user's balance",
        details: "`debit` adds, `credit` takes.",
        body: Body(
            schema: .object([
                .member("type", .words(["debit", "credit"])),
                .member("reason", .words(["refund", "stock"])), .member("value", .amount),
                .optional("currency", .currency),
                .member("email", .text("alice@example.org", length: 3...254, format: "email")),
            ])
        ),
        answer: .verdict(location: "/transfers/42"),
        reasons: [
            .insufficientFunds, .receiverNotFound, .accountClosed, .balanceLimit,
            .systemAccountLimit,
        ],
        mayBeMissing: true
    )

    static let autotest = RouteDocument(
        section: .wallet,
        summary: "Random transfers between the demo users",
        body: Body(schema: .object([.member("count", .integer(1...1_000, example: 10))])),
        answer: .verdict(),
        reasons: [.noDemoUsers, .insufficientFunds, .balanceLimit]
    )
}
