import Model
import Postgres

/// Reads what the cache does not hold: each question is one statement, so its rows and the position
/// that they are as of come from one snapshot.
package enum QueryRunner {
    /// The settings that its connections need.
    ///
    /// A plan is made once, for any account. One for an account with a third of all transfers would
    /// walk back through everybody's until a page is full: 150 ms instead of 1 ms, of 1,500,000.
    package static let settings = ["plan_cache_mode": "force_generic_plan"]

    /// Blocks on the connection, whose role is `tally_queries`.
    ///
    /// `progress` and `closed` are how far the node knows the log. Throws `PostgresError`.
    package static func answer(
        _ question: Question,
        _ connection: Connection,
        _ progress: LogProgress = LogProgress(),
        closed: ClosedMoment = .start
    ) throws(PostgresError) -> QueryResult {
        switch question {
        case .balance(let user, let currency):
            try BalanceQuery.read(user, currency, connection)
        case .balances(let user): try BalanceQuery.readAll(user, connection)
        case .balancesAsOf(let user, let asOf):
            try BalancesAsOfQuery.read(user, asOf, closed, connection)
        case .transactions(let user, let filter, let page):
            try Listing.transactions(filter).read(
                page,
                [.of(user)] + filter.arguments,
                connection
            )
        case .activity: try Listing.activity.read(nil, [], connection)
        case .statement(let user, let period):
            try StatementQuery.read(user, period, closed, connection)
        case .refunds(let user, let days): try Listing.readRefunds(user, days: days, connection)
        case .currencies(let standard):
            try Listing.currencies.read(nil, [.text(standard.code)], connection)
        case .rates(let seconds):
            try Listing.rates.read(nil, [.int64(Int64(seconds))], connection)
        case .slotAvailability(let filter, let page):
            try Listing.availability.read(
                page,
                [.bool(filter.onlyAvailable), .timestamp(filter.from), .timestamp(filter.to)],
                connection
            )
        case .thing(let thing, let viewer): try read(thing, viewer, connection)
        case .slot(let slot): try SlotQuery.read(slot, connection)
        case .own(let list, let user, let page):
            try list.read(user, page, connection)
        case .referencedHolds(let user, let reference, let page):
            try Listing.holdsByReference.read(page, [.of(user), .text(reference)], connection)
        case .shops(let page): try Listing.shops.read(page, [], connection)
        case .shopCatalog(let shop, let page, let showsStock):
            try Listing.catalog.read(page, [.of(shop), .bool(showsStock)], connection)
        case .exchangeQuote(let inquiry): try ExchangeQuoteQuery.read(inquiry, connection)
        case .services(let page): try Listing.services.read(page, [], connection)
        case .basket(let user, let taxBasisPoints):
            try BasketQuery.read(user, taxBasisPoints: taxBasisPoints, connection)
        case .order(let user, let order):
            try Listing.order.readFirst([.of(user), .of(order)], connection)
        case .me(let user): try Listing.profile.readFirst([.of(user)], connection)
        case .user(let name, _): try Listing.userByName.readFirst([.text(name)], connection)
        case .users(nil, let page): try Listing.users.read(page, [], connection)
        case .users(let name?, let page):
            try Listing.usersByName.read(page, [.text(name)], connection)
        case .commands(.all, let page): try Listing.commands.read(page, [], connection)
        case .commands(let filter, let page):
            try Listing.commandsByOutcome.read(page, [.text(filter.rawValue)], connection)
        case .jobs: try JobsQuery.read(connection)
        case .projections(let logEnd, let eventsPerSecond):
            try Listing.readProjections(
                logEnd: logEnd,
                eventsPerSecond: eventsPerSecond,
                connection
            )
        case .overview(let version, let seconds):
            try OverviewQuery.read(
                version: version,
                staleAfterSeconds: seconds,
                progress,
                connection
            )
        }
    }

    /// Reads the next part of a document whose beginning was an answer.
    ///
    /// Throws `PostgresError`.
    package static func next(
        _ rest: StatementRest,
        _ connection: Connection
    ) throws(PostgresError) -> StatementPart {
        try StatementQuery.read(rest, connection)
    }

    private static func read(
        _ thing: Thing,
        _ viewer: Viewer,
        _ connection: Connection
    ) throws(PostgresError) -> QueryResult {
        switch thing {
        case .transfer(let transfer):
            try (viewer.isAdministrator ? Listing.anyTransfer : .transfer)
                .readFirst([.of(viewer.user), .of(transfer)], connection)
        case .hold(let hold):
            try Listing.hold.readFirst(
                [.of(viewer.user), .of(hold), .bool(viewer.isAdministrator)],
                connection
            )
        case .product(let product):
            try Listing.product.readFirst(
                [.of(product), .bool(viewer.isAdministrator)],
                connection
            )
        case .shop(let shop): try Listing.shop.readFirst([.of(shop)], connection)
        case .user(let user): try Listing.user.readFirst([.of(user)], connection)
        }
    }
}

extension Argument {
    fileprivate static func of<Entity>(_ id: EntityID<Entity>) -> Argument { .int64(id.rawValue) }
}
