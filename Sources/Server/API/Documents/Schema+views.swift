import Commands
import Queries

/// The answers that more than one route gives.
extension Schema {
    static let problemDetails = Schema.object([
        .member("type", .words(Problem.Kind.allCases.map { "/problems/\($0.rawValue)" } + wire)),
        .member("title", .text("Invalid fields")),
        .member("status", .integer(400...599, example: 422)),
        .member(
            "detail",
            .text("Mend these and send the request again: amount must be more than zero."),
            "What to do about it."
        ),
        .optional(
            "errors",
            .array(
                .object([
                    .member("field", .text("amount")),
                    .member("detail", .text("must be more than zero")),
                ]),
                count: 1...Problem.namedErrors
            ),
            "Each field or parameter that is wrong."
        ),
        .optional(
            "position",
            .position,
            "Of `history-changed`: the last position of the client's history that still stands."
        ),
        .optional("history", .epoch, "Of `history-changed`: the history to go on in."),
    ])

    /// Types of refusals that are made before a route is known.
    private static let wire = [
        "bad-request", "length-required", "content-too-large", "uri-too-long",
        "expectation-failed", "request-header-fields-too-large", "request-timeout",
        "http-version-not-supported", "not-implemented",
    ].map { "/problems/\($0)" }

    static let tokens = Schema.object([
        .member("access_token", .text("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.c2ln")),
        .member("token_type", .words(["bearer"])),
        .member("expires_in", .integer(1...86_400, example: 3_600), "Seconds."),
        .member("refresh_token", .text("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.c2ln")),
    ])

    static let profile = Schema(Listing.profile)

    static let balance = Schema.object([
        .member("currency", .currency),
        .member("available", .minorUnits, "Minor units that are free to spend."),
        .member("pending", .minorUnits, "Minor units reserved by pending transfers."),
        .member("position", .position, "The last event that changed it; as of which it is."),
    ])

    static let transaction = Schema(Listing.transactions)

    static let transactionStatus = Schema.words(TransactionStatus.allCases.map(\.rawValue))

    static let transferType = Schema.words(Listing.transferTypes)

    /// A user's account has the user's id; system accounts are below zero.
    static let account = Schema.integer(Int64.min...Int64.max, example: 12)

    static let statement = Schema.object([
        .member("currency", .currency), .member("from", .time), .member("to", .time),
        .member("opening_balance", .minorUnits),
        .member(
            "lines",
            .array(
                .object([
                    .member("id", .identifier), .member("timestamp", .time),
                    .member("type", .text("transfer")), .member("counterparty_id", .account),
                    .member("counterparty", .nullable(.text("bob"))),
                    .member("amount", .minorUnits, "Below zero for money that went out."),
                    .member("balance", .minorUnits, "After this line."),
                    .member("memo", .nullable(.text("Lunch"))),
                ]),
                count: 0...10_000
            )
        ),
        .member("closing_balance", .minorUnits), .member("position", .position),
    ])

    static let rate = Schema(Listing.rates)
}
