import Model

/// Everything that can be asked, with the user who asks: a user only ever asks for the user's own
/// things or for everybody's.
package enum Question: Hashable, Sendable {
    /// GET /balance?currency=.
    case balance(UserID, Currency)
    /// GET /balances.
    case balances(UserID)
    /// GET /transactions.
    case transactions(UserID, TransactionFilter, Page)
    /// GET /slots/availability.
    case slotAvailability(SlotFilter, Page)
    /// One thing by its number; one that belongs to others is not found.
    case thing(Thing, Viewer)
    /// GET /slots/{id}.
    case slot(SlotID)
    /// A list of the user's own things, such as GET /holds.
    case own(OwnList, UserID, Page)
    /// GET /holds?reference=.
    case referencedHolds(UserID, String, Page)
    /// GET /shops.
    case shops(Page)
    /// GET /shops/{id}/catalog; administrators see the stock.
    case shopCatalog(ShopID, Page, showsStock: Bool)
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
    /// GET /exchange/quote.
    case exchangeQuote(ExchangeInquiry)
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
        case .thing(.transfer, let viewer): .transactions(of: viewer.user)
        case .thing(.hold, let viewer): .holds(of: viewer.user)
        case .thing(.product, _), .thing(.shop, _): .shops
        case .thing(.user, _): .users
        case .own(let list, let user, _): .own(list, of: user)
        case .referencedHolds(let user, _, _): .holds(of: user)
        case .shops: .shops
        case .shopCatalog(let shop, _, _): .catalog(of: shop)
        case .order(let user, _): .orders(of: user)
        case .users: .users
        case .me(let user), .user(_, let user): .profile(of: user)
        case .balancesAsOf(let user, _), .statement(let user, _), .refunds(let user, _):
            .transactions(of: user)
        case .activity: .activity
        case .currencies, .rates, .exchangeQuote: .rates
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
        // A kept answer would show, by its speed, that the name was asked for before; and a thing
        // is changed by others than the one who asks for it.
        case .thing, .referencedHolds, .user, .balancesAsOf, .activity, .statement, .refunds,
            .rates, .exchangeQuote,
            .basket, .users, .commands, .jobs, .projections, .overview:
            true
        // Filters have too many values to be asked for twice.
        case .transactions(_, let filter, _): !filter.isPlain
        case .own(let list, _, _): !list.isKept
        case .balance, .balances, .slotAvailability, .slot, .shops, .shopCatalog, .order, .me,
            .currencies, .services:
            false
        }
    }

    /// Whether everybody who asks within a second gets the same answer: it is about no user, and
    /// too expensive to make for each.
    package var isShared: Bool {
        if case .overview = self { true } else { false }
    }

    /// The moment that is asked about; nil for a question about the present.
    package var moment: Moment? {
        switch self {
        case .balancesAsOf(_, .position(let position)): .position(position)
        case .balancesAsOf(_, .time(let time)): .time(time)
        case .statement(_, let period): .period(from: period.from, to: period.to)
        case .balance, .balances, .transactions, .own, .referencedHolds, .slotAvailability, .slot,
            .thing, .shops,
            .shopCatalog, .order, .me, .user, .activity, .refunds, .currencies, .rates,
            .exchangeQuote, .services, .basket, .commands, .users, .jobs, .projections, .overview:
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

/// A moment that a question is about, other than the present.
package enum Moment: Hashable, Sendable {
    /// A position of the log.
    case position(LogPosition)
    /// Everything that was recorded until then, microseconds since 1970.
    case time(Int64)
    /// Everything that was recorded from a time on and before another; nil for now.
    case period(from: Int64, to: Int64?)
}

/// The result of reading the read models for a question, as of one snapshot.
package enum QueryResult: Hashable, Sendable {
    case found(Answer)
    /// There is no such thing, or it belongs to another user.
    case notFound(at: LogPosition)
    /// A parameter is invalid, which only the read models could show.
    case refused(ParameterRefusal, at: LogPosition)
    /// The read model does not hold all of the moment that is asked for before it reaches `until`:
    /// read again then.
    case lacking(until: LogPosition, at: LogPosition)

    /// Whether a deadline has passed that the answer depends on, so that it has to be read again.
    ///
    /// `now`: by the clock of the database, in microseconds since 1970.
    package func isOver(at now: Int64) -> Bool {
        switch self {
        case .found(let answer): answer.isOver(at: now)
        case .notFound, .refused, .lacking: false
        }
    }

    /// The position of the question's read model in the snapshot.
    package var position: LogPosition {
        switch self {
        case .found(let answer): answer.position
        case .notFound(let position), .refused(_, let position), .lacking(_, let position): position
        }
    }
}

/// A ready body and the values of its headers.
package struct Answer: Hashable, Sendable {
    /// The kind of text that the body is.
    package enum MediaType: Hashable, Sendable {
        case json
        /// RFC 4180, to be saved under this name of visible ASCII without quotes.
        case csv(fileName: String)
    }

    /// JSON or CSV in UTF-8.
    ///
    /// Shared with the cache: appending to a copy of it copies.
    package let body: [UInt8]
    /// For `Tally-Position`, unless there is `asOf`: every event of the question's read model up to
    /// here is in the body.
    package let position: LogPosition
    package let etag: ETag
    /// Where the list goes on after this page, for `Link: rel="next"`; nil for the last page.
    package let next: Cursor?
    package let media: MediaType
    /// For `Tally-Position` of an answer about an earlier moment: the position that it shows.
    package private(set) var asOf: LogPosition?
    /// What follows of a document of which `body` is only the beginning.
    package let rest: StatementRest?
    /// The next deadline that changes the answer without an event, in microseconds since 1970; nil
    /// where none does, or where the caller looks at the deadlines each time.
    let validUntil: Int64?

    /// `etag` is by default the tag of the body.
    package init(
        body: [UInt8],
        position: LogPosition,
        etag: ETag? = nil,
        next: Cursor? = nil,
        media: MediaType = .json,
        asOf: LogPosition? = nil,
        rest: StatementRest? = nil,
        validUntil: Int64? = nil
    ) {
        self.body = body
        self.position = position
        self.etag = etag ?? ETag(of: body)
        self.next = next
        self.media = media
        self.asOf = asOf
        self.rest = rest
        self.validUntil = validUntil
    }

    /// Whether a deadline has passed since that the answer depends on.
    package func isOver(at now: Int64) -> Bool {
        validUntil.map { Deadline.hasCome($0, at: now) } ?? false
    }

    /// The same body, which is still true at a later position.
    package func moved(to position: LogPosition) -> Answer {
        Answer(
            body: body,
            position: position,
            etag: etag,
            next: next,
            media: media,
            validUntil: validUntil
        )
    }
}

/// Why a parameter is invalid that only the read models and the log could judge.
package struct ParameterRefusal: Hashable, Sendable {
    package let parameter: String
    /// Goes on after the parameter's name: `must be …`.
    package let detail: String

    package init(parameter: String, detail: String) {
        self.parameter = parameter
        self.detail = detail
    }
}
