import Model
import Postgres

/// Everything that can be asked, with the user who asks: a user only ever asks for the user's own
/// things or for everybody's.
package enum Question: Hashable, Sendable {
    /// GET /balance?currency=.
    case balance(UserID, Currency)
    /// GET /balances.
    case balances(UserID)
    /// GET /transactions; those of one status, or all.
    case transactions(UserID, status: TransactionStatus?, Page)
    /// GET /slots/availability[?available=true].
    case slotAvailability(onlyAvailable: Bool)
    /// GET /slots/{id}.
    case slot(SlotID)
    /// A list of the user's own things, such as GET /holds.
    case own(OwnList, UserID, Page)
    /// GET /shops.
    case shops(Page)
    /// GET /shops/{id}/catalog.
    case shopCatalog(ShopID, Page)
    /// GET /orders/{id}; another user's order is not found.
    case order(UserID, OrderID)
    /// GET /me.
    case me(UserID)
    /// POST /check-user: who has a user name, in lower case, unless that user is deleted.
    case user(named: String, asker: UserID)
    /// GET /balances?at=.
    case balancesAsOf(UserID, AsOf)
    /// GET /transactions/graph.
    case activity
    /// GET /statement.
    case statement(UserID, StatementPeriod)
    /// GET /reports/refunds?days=.
    case refunds(UserID, days: Int)
    /// GET /currencies; the default currency is among them without a rate.
    case currencies(default: Currency)
    /// GET /rates; a rate is stale once it is older than the limit.
    case rates(staleAfterSeconds: Int)
    /// GET /services.
    case services(Page)
    /// GET /basket; the tax is what an order would be charged, in hundredths of a per cent.
    case basket(UserID, taxBasisPoints: Int)
    /// GET /admin/commands.
    case commands(CommandFilter, Page)
    /// GET /admin/users; `named`: how the user name begins, in lower case, or nil for all.
    case users(named: String?, Page)
    /// GET /admin/jobs.
    case jobs
    /// GET /admin/projections; only the node knows where the log ends and how fast its projections
    /// follow it.
    case projections(logEnd: LogPosition, eventsPerSecond: Int)
    /// GET /overview; the version is that of the software that answers.
    case overview(version: String, staleAfterSeconds: Int)

    /// The topic that has to change before the answer does.
    package var topic: Topic {
        switch self {
        case .balance(let user, _), .balances(let user): .balances(of: user)
        case .transactions(let user, _, _): .transactions(of: user)
        case .slotAvailability: .slots
        case .slot(let slot): .slot(slot)
        case .own(let list, let user, _): .own(list, of: user)
        case .shops: .shops
        case .shopCatalog(let shop, _): .catalog(of: shop)
        case .order(let user, _): .orders(of: user)
        case .users: .users
        case .me(let user), .user(_, let user): .profile(of: user)
        case .balancesAsOf(let user, _), .statement(let user, _), .refunds(let user, _):
            .transactions(of: user)
        case .activity: .activity
        case .currencies, .rates: .rates
        case .services: .services
        case .basket(let user, _): .basket(of: user)
        case .overview: .totals
        // Not made from the log; they carry the position of a read model that every event moves.
        case .commands, .jobs, .projections: .activity
        }
    }

    /// The read model that answers, so whose position the answer carries.
    package var model: ReadModel { topic.model }

    /// Whether the answer also depends on the time, or on changes that no batch announces, so that
    /// it is never kept.
    package var isVolatile: Bool {
        switch self {
        // A kept answer would show, by its speed, that the name was asked for before.
        case .user, .balancesAsOf, .activity, .statement, .refunds, .rates, .basket, .users,
            .commands, .jobs, .projections, .overview:
            true
        case .own(let list, _, _): !list.isKept
        case .balance, .balances, .transactions, .slotAvailability, .slot, .shops, .shopCatalog,
            .order, .me, .currencies, .services:
            false
        }
    }

    /// Whether everybody who asks within a second gets the same answer: it is about no user, and too
    /// expensive to make for each.
    package var isShared: Bool {
        if case .overview = self { true } else { false }
    }

    /// The moment that is asked about; nil for a question about the present.
    package var moment: Moment? {
        switch self {
        case .balancesAsOf(_, .position(let position)): .position(position)
        case .balancesAsOf(_, .time(let time)): .time(time)
        case .statement(_, let period): .period(from: period.from, to: period.to)
        case .balance, .balances, .transactions, .own, .slotAvailability, .slot, .shops,
            .shopCatalog, .order, .me, .user, .activity, .refunds, .currencies, .rates, .services,
            .basket, .commands, .users, .jobs, .projections, .overview:
            nil
        }
    }

    /// The same about a statement that ends at this time; any other question as it is.
    package func ending(at time: Int64) -> Question {
        guard case .statement(let user, var period) = self else { return self }
        period.to = time
        return .statement(user, period)
    }
}

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

/// A moment that a question is about, other than the present.
package enum Moment: Hashable, Sendable {
    /// A position of the log.
    case position(LogPosition)
    /// Everything that was recorded until then, microseconds since 1970.
    case time(Int64)
    /// Everything that was recorded from a time on and before another; nil for now.
    case period(from: Int64, to: Int64?)
}

/// The moment that balances are asked for.
package enum AsOf: Hashable, Sendable {
    /// All events up to and including this one, without a command whose events end after it.
    case position(LogPosition)
    /// Microseconds since 1970; all events recorded until then, and deadlines that have come by then.
    case time(Int64)
}

/// The currency and time of a statement: from a time on and before another, microseconds since 1970.
package struct StatementPeriod: Hashable, Sendable {
    package enum Format: Hashable, Sendable {
        case json
        case csv
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

/// The part of a list that is asked for.
package struct Page: Hashable, Sendable {
    /// A list is read from its start, so a deep page costs as much as all pages before it.
    package static let maximumSkip = 10_000
    package static let maximumLimit = 1_000
    package static let defaultLimit = 50
    package static let first = Page()

    package let skip: Int
    package let limit: Int

    private init() {
        self.skip = 0
        self.limit = Page.defaultLimit
    }

    /// Nil unless `skip` is 0 to `maximumSkip` and `limit` is 1 to `maximumLimit`.
    package init?(skip: Int = 0, limit: Int = Page.defaultLimit) {
        guard (0...Page.maximumSkip).contains(skip), (1...Page.maximumLimit).contains(limit) else {
            return nil
        }
        self.skip = skip
        self.limit = limit
    }

    /// The page after this one, for `Link: rel="next"`; nil where it would begin too deep.
    package var next: Page? { Page(skip: skip + limit, limit: limit) }
}
