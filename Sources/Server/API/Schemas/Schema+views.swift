import Entities
import Events
import Queries

/// The schemas that several operations share, or that are long.
///
/// Raw values are names in the document's components.
package enum SchemaName: String, CaseIterable, Sendable {
    case problem = "Problem"
    case tokens = "Tokens"
    case profile = "Profile"
    case balance = "Balance"
    case transaction = "Transaction"
    case statement = "Statement"
    case rate = "Rate"
    case exchangeQuote = "ExchangeQuote"
    case slot = "Slot"
    case hold = "Hold"
    case shop = "Shop"
    case product = "Product"
    case service = "Service"
    case basket = "Basket"
    case order = "Order"
    case command = "Command"
    case event = "Event"
    case user = "User"
    case session = "Session"
    case invitation = "Invitation"
    case oneTimeCode = "OneTimeCode"
    case job = "Job"
    case projection = "Projection"
    case overview = "Overview"

    package var schema: Schema {
        switch self {
        case .problem: .problemDetails
        case .tokens: .tokens
        case .profile: .profile
        case .balance: .balance
        case .transaction: .transaction
        case .statement: .statement
        case .rate: .rate
        case .exchangeQuote: .exchangeQuote
        case .slot: .slot
        case .hold: .hold
        case .shop: .shop
        case .product: .product
        case .service: .service
        case .basket: .basket
        case .order: .order
        case .command: .command
        case .event: .event
        case .user: .user
        case .session: Schema(Listing.sessions)
        case .invitation: Schema(Listing.invitations)
        case .oneTimeCode: .oneTimeCode
        case .job: .job
        case .projection: .projection
        case .overview: .overview
        }
    }
}

/// Answers that more than one operation gives.
extension Schema {
    static let problemDetails = Schema.object([
        .member(
            "type",
            .words(Problem.Kind.allCases.map { "/problems/\($0.rawValue)" } + wire),
            "A word in the form of a path; nothing is served there."
        ),
        .member("title", .text("Invalid fields")),
        .member("status", .integer(400...599, example: 422)),
        .member(
            "detail",
            .text("Fix these fields and retry: amount must be more than zero."),
            "What the client can do."
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
            "With `history-changed`: the last position of the client's history that is still valid."
        ),
        .optional("history", .epoch, "With `history-changed`: the history to continue in."),
    ])

    /// Types of refusals that happen before the operation is known.
    private static let wire = [
        "length-required", "content-too-large", "uri-too-long",
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

    static let oneTimeCode = Schema.object([
        .member("id", .identifier, "The invitation, or the user whose password is reset."),
        .member("code", .text("42-7k3mq-x9d4w-2hj8n-c5vtb"), "It is not shown again."),
        .member("expires_at", .time),
    ])

    static let balance = Schema.object([
        .member("currency", .currency),
        .member("available", .minorUnits, "Minor units that are free to spend."),
        .member("pending", .minorUnits, "Minor units reserved by pending transfers."),
        .member("position", .position, "Position of the last event that changed the balance."),
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
                    .member("amount", .minorUnits, "Negative for money that was sent."),
                    .member("balance", .minorUnits, "The balance after this line."),
                    .member("memo", .nullable(.text("Lunch"))),
                    .member("order_id", .nullable(.identifier)),
                    .member("reverses", .nullable(.identifier)),
                    .member("reversed_by", .nullable(.identifier)),
                    .member("exchange_id", .nullable(.identifier)),
                    .member("rate", .nullable(.text("0.0108"))),
                    .member("reference", .nullable(.text("INV-2041"))),
                ]),
                count: nil
            )
        ),
        .member("closing_balance", .minorUnits), .member("position", .position),
    ])

    static let rate = Schema(Listing.rates)

    static let exchangeQuote = Schema.object([
        .member("from", .currency), .member("to", currency("USD")),
        .member("amount", .integer(1...Int64.max, example: 9_250), "Minor units of `from`."),
        .member("receive", .integer(1...Int64.max, example: 100), "Minor units of `to`."),
        .member(
            "rate",
            .nullable(.text("0.0108108108108")),
            "What one unit of `from` costs in `to`, rounded down; `receive` is exact."
        ),
        .member("quoted_at", .time, "Of the older of the two rates."),
        .member("stale", .boolean(example: false), "Whether it is too old to exchange at."),
        .member(
            "available",
            .nullable(.integer(0...Int64.max, example: 1_000_000)),
            "Minor units of `to` that the service sells now; null without a bound."
        ),
    ])
}

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

/// Schemas of what a list shows: its columns are declared where it is read.
extension Schema {
    /// An element of the list.
    package init(_ listing: Listing) {
        self = .object(listing.columns.map(Property.init))
    }

    fileprivate init(_ kind: Column.Kind) {
        self =
            switch kind {
            case .integer(let range, let example): .integer(range, example: example)
            case .total(let example): .total(example: example)
            case .text(let example, let pattern): .text(example, pattern: pattern)
            case .words(let words): .words(words)
            case .currency: .currency
            case .uuid: .uuid
            case .time: .time
            case .flag(let example): .boolean(example: example)
            case .json(let example): .anyObject(example: example)
            case .strings(let example):
                .strings(
                    names: Metadata.nameCharacters,
                    values: Metadata.valueCharacters,
                    example: example
                )
            case .array(let element, let count): .array(Schema(element), count: count)
            case .object(let columns): .object(columns.map(Property.init))
            }
    }
}

extension Schema.Property {
    fileprivate init(_ column: Column) {
        let schema = Schema(column.kind)
        self.init(
            name: "\(column.name)",
            schema: column.isNullable ? .nullable(schema) : schema,
            details: column.details
        )
    }
}
