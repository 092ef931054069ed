import Model
import Queries

/// Everything that the warm cache holds, without lock or I/O.
///
/// One value under one lock, so that every question sees a batch whole or not at all.
package struct CacheState: Sendable {
    let limits: CacheLimits
    /// Counts losses, so that a result that was read before one is not kept after it.
    private(set) var epoch = 0
    private(set) var hits: UInt64 = 0
    private(set) var misses: UInt64 = 0
    private(set) var driftedRows: UInt64 = 0
    private(set) var balances: BalanceCache
    private(set) var slots: SlotCache
    private(set) var pages: PageCache
    var waiters: Waiters
    private var following = PerReadModel(all: Following())

    init(limits: CacheLimits) {
        self.limits = limits
        self.balances = BalanceCache(limit: limits.balances, reservationLimit: limits.deadlines)
        self.slots = SlotCache(limit: limits.slots, seatLimit: limits.deadlines)
        self.pages = PageCache(byteLimit: limits.pageBytes)
        self.waiters = Waiters(limit: limits.waiters)
    }

    /// The position that the cache has followed to; nil while it is cold.
    func position(_ model: ReadModel) -> LogPosition? { following[model].position }

    /// The newest position that may have been shown.
    func shown(_ model: ReadModel) -> LogPosition { following[model].shown }

    /// The newest positions that may have been shown.
    var shown: ReadPositions { following.map(\.shown) }

    var isWarm: Bool { following.allSatisfy { $0.position != nil } }

    /// The cache's answer to the question, not yet rendered where the caller can do that without
    /// the lock.
    ///
    /// `now`: by the clock of the database, in microseconds since 1970.
    mutating func find(_ question: Question, now: Int64) -> CacheEntry {
        let model = question.model
        if let position = position(model), let found = find(question, at: position, now) {
            hits &+= 1
            return found
        }
        misses &+= 1
        return .missing(CacheMiss(question: question, notBefore: shown(model), epoch: epoch))
    }

    private mutating func find(
        _ question: Question,
        at position: LogPosition,
        _ now: Int64
    ) -> CacheEntry? {
        switch question {
        case .balance(let user, let currency):
            if let balance = balances.balance(of: user, in: currency, at: now) {
                return .balance(balance, position)
            }
        case .balances(let user):
            if let balances = balances.balances(of: user, at: now) {
                return .balances(balances, position)
            }
        case .slotAvailability(let filter, let page):
            if let document = slots.availability(filter, page, at: now) {
                return .answer(document.answer(at: position))
            }
        case .slot(let slot):
            if let known = slots.slot(slot, at: now) {
                return known.map { .slot($0, position) } ?? .notFound(position)
            }
        case .transactions, .own, .referencedHolds, .thing, .shops, .shopCatalog, .order, .me,
            .user,
            .balancesAsOf, .activity, .statement, .refunds, .currencies, .rates,
            .exchangeQuote, .services, .basket, .users, .commands, .jobs, .projections, .overview:
            break
        }
        return pages.answer(question, at: position, now: now).map(CacheEntry.answer)
    }

    /// Decides when a result may be sent, and keeps it if other questions may get it too.
    mutating func resolve(_ result: QueryResult, for miss: CacheMiss) -> Timeliness {
        guard result.position >= miss.notBefore else { return .outdated }
        let following = following[miss.question.model]
        guard let position = following.position else { return .early(until: result.position) }
        if case .found(let answer) = result, !miss.question.isVolatile, miss.epoch == epoch,
            answer.position >= following.base
        {
            pages.keep(answer, for: miss.question)
        }
        return position >= result.position ? .ready : .early(until: result.position)
    }

    /// Applies a batch; returns the tickets that waited for it.
    mutating func apply(_ batch: borrowing CacheBatch) -> [WaitTicket] {
        switch batch.continuity {
        case .restarts(let logEnd):
            restart(at: batch.positions, logEnd: logEnd)
            return []
        case .follows: break
        }
        balances.apply(batch.balances)
        balances.reservations.apply(batch.reservations, reached: position(.balances))
        slots.apply(batch.slots)
        slots.seats.apply(batch.seats, reached: position(.slotAvailability))
        pages.apply(batch)
        for model in ReadModel.allCases {
            following[model].advance(to: batch.positions[model])
        }
        settle()
        return reached()
    }

    /// Forgets everything but how much was shown of what is still in the log; batches name all
    /// changes only from these positions on.
    private mutating func restart(at positions: ReadPositions, logEnd: LogPosition) {
        for model in ReadModel.allCases {
            following[model].restart(at: positions[model], logEnd: logEnd)
        }
        balances.removeAll()
        slots.removeAll()
        pages.removeAll()
        epoch += 1
    }

    /// A snapshot is about to be taken to warm the cache with.
    mutating func beginWarming() {
        balances.reservations.beginFilling()
        slots.seats.beginFilling()
    }

    /// Stores some rows of a snapshot; without effect after a loss.
    mutating func absorb(_ rows: SnapshotRows, at snapshot: ReadPositions, epoch: Int) {
        guard epoch == self.epoch else { return }
        switch rows {
        case .balances(let rows):
            let cache = position(.balances)
            let drifted = balances.absorb(rows, at: snapshot[.balances], cache: cache)
            driftedRows &+= UInt64(drifted)
        case .slots(let rows):
            let cache = position(.slotAvailability)
            let drifted = slots.absorb(rows, at: snapshot[.slotAvailability], cache: cache)
            driftedRows &+= UInt64(drifted)
        case .reservations(let rows): balances.reservations.absorb(rows)
        case .seats(let rows): slots.seats.absorb(rows)
        }
    }

    /// All of a snapshot was stored; returns the tickets that waited for it, nil after a loss.
    mutating func warmed(at snapshot: ReadPositions, epoch: Int) -> [WaitTicket]? {
        guard epoch == self.epoch, accepts(snapshot) else { return nil }
        endFilling(at: snapshot)
        for model in ReadModel.allCases { following[model].warmed(at: snapshot[model]) }
        settle()
        pages.startGeneration()
        return reached()
    }

    /// Reservations and seats are in the tables of transfers and holds.
    ///
    /// Where these are behind the balances and slots of the snapshot, they may show something as
    /// set aside that was released: then they are not used, and the next re-warm tries again.
    private mutating func endFilling(at snapshot: ReadPositions) {
        balances.reservations.endFilling(
            at: snapshot[.balances],
            isUsable: snapshot[.transactions] >= snapshot[.balances],
            isCold: position(.balances) == nil
        )
        slots.seats.endFilling(
            at: snapshot[.slotAvailability],
            isUsable: snapshot[.holds] >= snapshot[.slotAvailability],
            isCold: position(.slotAvailability) == nil
        )
    }

    /// Returns the books that a warming has replaced, to be freed without the lock.
    mutating func takeRetired() -> (SetAsideBook<BalanceRow.Key>?, SetAsideBook<SlotID>?) {
        (balances.reservations.takeRetired(), slots.seats.takeRetired())
    }

    private mutating func settle() {
        _ = balances.reservations.settle(at: position(.balances))
        slots.settle(at: position(.slotAvailability))
    }

    /// Whether a snapshot is as new as the positions that were shown.
    func accepts(_ snapshot: ReadPositions) -> Bool {
        ReadModel.allCases.allSatisfy { following[$0].accepts(snapshot[$0]) }
    }

    private mutating func reached() -> [WaitTicket] {
        guard waiters.count > 0 else { return [] }
        return ReadModel.allCases.flatMap { model in
            position(model).map { waiters.reached(model, $0) } ?? []
        }
    }
}

/// Some rows of a snapshot that warms the cache.
enum SnapshotRows {
    case balances([BalanceRow])
    case slots([SlotRow])
    /// Money that the balances count as pending.
    case reservations([SetAsideChange<BalanceRow.Key>])
    /// Seats that the slots count as held.
    case seats([SetAsideChange<SlotID>])
}

/// What the cache holds for a question, to be rendered without its lock.
package enum CacheEntry: Sendable {
    case answer(Answer)
    case balance(BalanceRow, LogPosition)
    case balances([BalanceRow], LogPosition)
    case slot(SlotRow, LogPosition)
    case notFound(LogPosition)
    case missing(CacheMiss)

    var rendered: CacheLookup {
        switch self {
        case .answer(let answer): .hit(.found(answer))
        case .balance(let balance, let position):
            .hit(.found(BalanceView(balance).answer(at: position)))
        case .balances(let balances, let position):
            .hit(.found(BalanceView.answer(balances, at: position)))
        case .slot(let slot, let position): .hit(.found(SlotView(slot).answer(at: position)))
        case .notFound(let position): .hit(.notFound(at: position))
        case .missing(let miss): .miss(miss)
        }
    }
}
