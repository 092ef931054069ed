extension RouteDocument {
    private static let currency = Parameter(
        name: "currency",
        schema: .currency,
        details: "The default currency if absent."
    )

    static let balance = RouteDocument(
        section: .wallet,
        summary: "Own balance in one currency",
        details: "What is pending is available again from its deadline on.",
        parameters: [currency],
        answer: .view(.named(.balance))
    )

    static let balances = RouteDocument(
        section: .wallet,
        summary: "Own balances, now or as of a moment",
        details: """
            Of a moment, the answer has all that was recorded up to it and never changes: it waits for the \
            read model, at most as long as for `min_position` (503). `position` says as of which event it \
            is, always the last one of a command: a position inside a command is taken for the end of the \
            command before. Of a time, reservations count up to their deadlines.
            """,
        parameters: [
            Parameter(
                name: "at",
                schema: .any([.text("1204", pattern: "^[0-9]{1,18}$"), .time]),
                details: """
                    A position of the log, or a time, by which deadlines are told. One that lies ahead, or beyond the log's end, is \
                    refused (422).
                    """
            )
        ],
        answer: .view(.page(of: .named(.balance)))
    )

    static let transactions = RouteDocument(
        section: .wallet,
        summary: "Own transfers, newest first",
        details: """
            A pending one says in `expires_at` when its money is free again unless it is posted: from \
            then on it is `expired`. Of the others `expires_at` is null.
            """,
        parameters: [
            Parameter(
                name: "status",
                schema: Schema.transactionStatus,
                details: "Only those with this status; all if absent."
            )
        ],
        isPaged: true,
        answer: .view(.page(of: .named(.transaction)))
    )

    static let activity = RouteDocument(
        section: .wallet,
        summary: "Transfers by hour",
        details:
            "How many all users made in each of the last 24 hours (UTC), the current one last.",
        answer: .view(
            .array(
                .object([
                    .member("hour", .text("14:00", pattern: "^[0-9]{2}:00$")),
                    .member("count", .count),
                ]),
                count: 24...24
            )
        )
    )

    static let statement = RouteDocument(
        section: .wallet,
        summary: "Own statement of one currency",
        details: """
            A document: it has all that was recorded before its end, and never changes. It waits for the \
            read model, at most as long as for `min_position` (503). `position` is that of the last event \
            recorded before the end, of any account.
            """,
        parameters: [
            currency,
            Parameter(
                name: "from",
                schema: .any([.text("2030-01-01", format: "date"), .time]),
                details: "A date or a time; the start of this month if absent."
            ),
            Parameter(
                name: "to",
                schema: .any([.text("2030-02-01", format: "date"), .time]),
                details:
                    "A date or a time, exclusive; now if absent or ahead, and `to` says when that was."
            ),
            Parameter(
                name: "format",
                schema: .words(["json", "csv"]),
                details: "`json` if absent."
            ),
        ],
        answer: .viewOrCSV(.named(.statement))
    )

    static let refunds = RouteDocument(
        section: .wallet,
        summary: "Refunds received lately",
        parameters: [
            Parameter(
                name: "days",
                schema: .integer(1...366, example: 7),
                details: "How many days back; 7 if absent."
            )
        ],
        answer: .view(
            .object([
                .member("days", .integer(1...366, example: 7)),
                .member(
                    "refunds",
                    .array(
                        .object([
                            .member("currency", .currency),
                            .member("amount", .total(example: 500), "The sum in minor units."),
                            .member("count", .count),
                        ]),
                        count: nil
                    )
                ),
            ])
        )
    )

    static let currencies = RouteDocument(
        section: .wallet,
        summary: "Currencies: the default one and those with a rate",
        answer: .view(.array(.currency, count: nil))
    )

    static let rates = RouteDocument(
        section: .wallet,
        summary: "Recorded exchange rates",
        answer: .view(.array(.named(.rate), count: nil))
    )
}
