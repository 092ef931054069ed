import Postgres

/// Reads what the cache does not hold.
///
/// Each question is one statement, so its rows and the position that they are as of come from one
/// snapshot. The table of contents of this target.
package enum QueryRunner {
    /// What its connections are to be set to.
    ///
    /// A plan is made once, for any account. One for an account with a third of all transfers would
    /// walk back through everybody's until a page is full: 150 ms instead of 1 ms, of 1,500,000.
    package static let settings = ["plan_cache_mode": "force_generic_plan"]

    /// Blocks on the connection, whose role is `tally_queries`.
    ///
    /// `progress` and `closed` are what the node knows of the log. Throws `PostgresError`.
    package static func answer(
        _ question: Question,
        _ connection: Connection,
        _ progress: LogProgress = LogProgress(),
        closed: ClosedMoment = .start
    ) throws(PostgresError) -> Reading {
        switch question {
        case .balance(let user, let currency):
            try BalanceQuery.read(user, currency, connection)
        case .balances(let user): try BalancesQuery.read(user, connection)
        case .transactions(let user, let status, let page):
            try TransactionsQuery.read(user, status, page, connection)
        case .slotAvailability(let onlyAvailable):
            try AvailabilityQuery.read(onlyAvailable: onlyAvailable, connection)
        case .slot(let slot): try SlotQuery.read(slot, connection)
        case .holds(let user, let page): try HoldsQuery.read(user, page, connection)
        case .shops(let page): try ShopsQuery.read(page, connection)
        case .shopCatalog(let shop, let page): try CatalogQuery.read(shop, page, connection)
        case .orders(let user, let page): try OrdersQuery.read(user, page, connection)
        case .order(let user, let order): try OrderQuery.read(user, order, connection)
        case .me(let user): try ProfileQuery.read(user, connection)
        case .users(let name, let page): try UsersQuery.read(named: name, page, connection)
        case .commands(let filter, let page):
            try CommandsQuery.read(filter, page, connection)
        case .jobs: try JobsQuery.read(connection)
        case .user(let name, _): try NamedUserQuery.read(name, connection)
        case .balancesAsOf(let user, let asOf):
            try BalancesAsOfQuery.read(user, asOf, closed, connection)
        case .activity: try ActivityQuery.read(connection)
        case .statement(let user, let period):
            try StatementQuery.read(user, period, closed, connection)
        case .refunds(let user, let days): try RefundsQuery.read(user, days: days, connection)
        case .currencies(let standard):
            try CurrenciesQuery.read(default: standard, connection)
        case .rates(let seconds): try RatesQuery.read(staleAfterSeconds: seconds, connection)
        case .services(let page): try ServicesQuery.read(page, connection)
        case .basket(let user, let taxBasisPoints):
            try BasketQuery.read(user, taxBasisPoints: taxBasisPoints, connection)
        case .projections(let logEnd, let eventsPerSecond):
            try ProjectionsQuery.read(
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

    /// Reads what missed and decides with the cache what becomes of it.
    ///
    /// `closed` is as of before the call. Throws `PostgresError`.
    package static func answer(
        _ miss: Miss,
        _ connection: Connection,
        _ cache: WarmCache,
        closed: ClosedMoment = .start
    ) throws(PostgresError) -> Resolution {
        let reading = try answer(miss.question, connection, cache.progress, closed: closed)
        return cache.resolve(reading, for: miss)
    }
}
