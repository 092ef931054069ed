import Model
import Postgres

/// A list of a user's own things, for which the user asks page by page and names nothing else.
///
/// Each is made once and compared by identity, so that a question about one stays small.
package final class OwnList: Hashable, Sendable {
    /// Its path in the API.
    package let path: String
    /// The read model that it is read from.
    let model: ReadModel
    /// Whether pages are kept until a batch names the user, which the projector must announce.
    let isKept: Bool
    /// Reads one page.
    let read: @Sendable (UserID, Page, Connection) throws(PostgresError) -> QueryResult

    init(
        _ path: String,
        _ model: ReadModel,
        isKept: Bool,
        _ read: @escaping @Sendable (UserID, Page, Connection) throws(PostgresError) -> QueryResult
    ) {
        self.path = path
        self.model = model
        self.isKept = isKept
        self.read = read
    }

    package static func == (left: OwnList, right: OwnList) -> Bool { left === right }

    package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

/// The part of a list that is asked for.
package struct Page: Hashable, Sendable {
    /// A list is read from its start, so a deep page costs as much as all pages before it; a page
    /// that begins at a cursor does not.
    package static let maximumSkip = 10_000
    package static let maximumLimit = 1_000
    package static let defaultLimit = 50
    package static let first = Page()

    /// Where the page begins instead of at the start; then `skip` is 0.
    package let before: Cursor?
    package let skip: Int
    package let limit: Int

    private init() {
        self.before = nil
        self.skip = 0
        self.limit = Page.defaultLimit
    }

    /// Nil unless `skip` is 0 to `maximumSkip` and `limit` is 1 to `maximumLimit`.
    package init?(skip: Int = 0, limit: Int = Page.defaultLimit) {
        guard (0...Page.maximumSkip).contains(skip), (1...Page.maximumLimit).contains(limit) else {
            return nil
        }
        self.before = nil
        self.skip = skip
        self.limit = limit
    }

    /// The page that begins at a cursor; nil unless `limit` is 1 to `maximumLimit`.
    package init?(before: Cursor, limit: Int = Page.defaultLimit) {
        guard (1...Page.maximumLimit).contains(limit) else { return nil }
        self.before = before
        self.skip = 0
        self.limit = limit
    }
}

/// The slots whose availability is asked for.
package struct SlotFilter: Hashable, Sendable {
    /// As many as fit on one page: who names no limit wants all slots.
    package static let defaultLimit = Page.maximumLimit

    /// Only those with free seats.
    package var onlyAvailable = false
    /// Microseconds since 1970; those that start at this time or later.
    package var from: Int64?
    /// Microseconds since 1970; those that start before this time.
    package var to: Int64?

    package init() {}

    /// Whether it asks for no times.
    package var isTimeless: Bool { from == nil && to == nil }
}

/// One thing that a command has made, as its `Location` names it.
package enum Thing: Hashable, Sendable {
    /// Of its sender, its receiver and administrators.
    case transfer(TransferID)
    /// Of the user who holds the seat, and administrators.
    case hold(HoldID)
    case product(ProductID)
    case shop(ShopID)
    case user(UserID)
}

/// Who asks for a thing.
package struct Viewer: Hashable, Sendable {
    package let user: UserID
    /// Whether the things of others may be seen.
    package let isAdministrator: Bool

    package init(user: UserID, isAdministrator: Bool) {
        self.user = user
        self.isAdministrator = isAdministrator
    }
}

/// The moment that balances are asked for.
package enum AsOf: Hashable, Sendable {
    /// All events up to and including this one, without a command whose events end after it.
    case position(LogPosition)
    /// Microseconds since 1970; all events recorded until then, and deadlines that have come by
    /// then.
    case time(Int64)
}

/// The currency and time of a statement: from a time on and before another, microseconds since
/// 1970.
package struct StatementPeriod: Hashable, Sendable {
    package enum Format: Hashable, Sendable {
        case json
        case csv(CSVForm)
    }

    package let currency: Currency
    /// Digits after the decimal point of the currency, for amounts in CSV.
    package let digits: Int
    package let from: Int64
    /// Nil for now, until it is known when that is.
    package var to: Int64?
    package let format: Format

    package init(currency: Currency, digits: Int, from: Int64, to: Int64?, format: Format) {
        self.currency = currency
        self.digits = digits
        self.from = from
        self.to = to
        self.format = format
    }
}

/// What follows of a statement whose beginning was sent.
package struct StatementRest: Hashable, Sendable {
    let user: UserID
    let period: StatementPeriod
    /// The period's end, microseconds since 1970.
    let to: Int64
    /// The place of the last line that was read.
    let place: Int64
    /// The balance after that line.
    let balance: Int64
    /// The last event that was recorded before the end, of any account.
    let position: LogPosition
}

/// What an amount would buy.
package struct ExchangeInquiry: Hashable, Sendable {
    package let from: CurrencyUnit
    package let to: CurrencyUnit
    /// Minor units of `from`.
    package let units: Int64
    package let staleAfterSeconds: Int
    package let credit: ExchangeCredit

    package init(
        from: CurrencyUnit,
        to: CurrencyUnit,
        units: Int64,
        staleAfterSeconds: Int,
        credit: ExchangeCredit
    ) {
        self.from = from
        self.to = to
        self.units = units
        self.staleAfterSeconds = staleAfterSeconds
        self.credit = credit
    }
}

/// The commands that are asked for.
///
/// Raw values are words of `GET /admin/commands?outcome=`.
package enum CommandFilter: String, Hashable, Sendable, CaseIterable {
    case all
    case done
    case refused
    case failed
}

/// The state of a transfer.
///
/// Raw values are words of `GET /transactions?status=`.
package enum TransactionStatus: String, Hashable, Sendable, CaseIterable {
    /// Its money is reserved; ends as posted, voided or expired.
    case pending
    /// It moved money, as all do that were never pending; may end as reversed.
    case posted
    case voided
    case expired
    /// It moved money, which was sent back since.
    case reversed
}
