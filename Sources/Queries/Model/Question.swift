import Model

/// Everything that can be asked, with whose it is: a user only ever asks for what is the user's own
/// or everybody's.
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
    /// GET /holds.
    case holds(UserID, Page)
    /// GET /shops.
    case shops(Page)
    /// GET /shops/{id}/catalog.
    case shopCatalog(ShopID, Page)
    /// GET /orders.
    case orders(UserID, Page)
    /// GET /orders/{id}; an order of somebody else is not found.
    case order(UserID, OrderID)
    /// GET /me.
    case me(UserID)
    /// POST /check-user: who bears a user name, in lower case, as long as the user is not deleted.
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
    /// GET /admin/projections; where the log ends and how fast this node's projections follow it is
    /// known to the node alone.
    case projections(logEnd: LogPosition, eventsPerSecond: Int)
    /// GET /overview; the version is that of the software that answers.
    case overview(version: String, staleAfterSeconds: Int)

    /// What has to change for the answer to change.
    package var subject: Topic {
        switch self {
        case .balance(let user, _), .balances(let user): .balances(of: user)
        case .transactions(let user, _, _): .transactions(of: user)
        case .slotAvailability: .slots
        case .slot(let slot): .slot(slot)
        case .holds(let user, _): .holds(of: user)
        case .shops: .shops
        case .shopCatalog(let shop, _): .catalog(of: shop)
        case .orders(let user, _), .order(let user, _): .orders(of: user)
        case .users: .users
        case .me(let user), .user(_, let user): .profile(of: user)
        case .balancesAsOf(let user, _), .statement(let user, _), .refunds(let user, _):
            .transactions(of: user)
        case .activity: .activity
        case .currencies, .rates: .rates
        case .services: .services
        case .basket(let user, _): .basket(of: user)
        case .overview: .totals
        // Not made from the log; the position they carry is one that every read model moves with.
        case .commands, .jobs, .projections: .activity
        }
    }

    /// Whether the answer also depends on the time, or on what no batch announces, so that it is
    /// never kept.
    package var isVolatile: Bool {
        switch self {
        // Kept, it would tell by the time whether the name was asked for before.
        case .user, .balancesAsOf, .activity, .statement, .refunds, .rates, .basket, .users,
            .commands, .jobs, .projections, .overview:
            true
        case .balance, .balances, .transactions, .slotAvailability, .slot, .holds, .shops,
            .shopCatalog, .orders, .order, .me, .currencies, .services:
            false
        }
    }

    /// Whether one answer does for everybody who asks within a second: it is about nobody, and costs
    /// more than to be made for each.
    package var isShared: Bool {
        if case .overview = self { true } else { false }
    }

    /// The moment that is asked about; nil for a question about the present.
    package var moment: Moment? {
        switch self {
        case .balancesAsOf(_, .position(let position)): .position(position)
        case .balancesAsOf(_, .time(let time)): .time(time)
        case .statement(_, let period): .period(from: period.from, to: period.to)
        case .balance, .balances, .transactions, .slotAvailability, .slot, .holds, .shops,
            .shopCatalog, .orders, .order, .me, .user, .activity, .refunds, .currencies, .rates,
            .services, .basket, .commands, .users, .jobs, .projections, .overview:
            nil
        }
    }

    /// The same about a statement that ends at this time; any other question as it is.
    package func ending(at time: Int64) -> Question {
        guard case .statement(let user, var period) = self else { return self }
        period.to = time
        return .statement(user, period)
    }

    /// The read model that answers, so whose position the answer carries.
    package var model: ReadModel { subject.model }
}
