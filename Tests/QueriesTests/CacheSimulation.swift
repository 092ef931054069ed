import TestSupport

@testable import Queries

/// A database whose every past state is known, the cache before it, and one client.
///
/// Each position of the log changes one user's balance and the user's orders.
struct CacheSimulation {
    private struct InFlight {
        let miss: Miss
        /// What the client had seen when it asked.
        let seen: ReadPosition
        var reading: Reading?
    }

    private struct Warming {
        let epoch: Int
        let snapshot: Int
        var rest: [Int64]
    }

    private static let users: [Int64] = [1, 2, 3, 4, 5]

    private(set) var fault: String?
    private(set) var answers = 0
    private var generator: SeededGenerator
    private var state: CacheState
    /// Who was changed at each position, from 1.
    private var history: [Int64] = []
    /// Events that the database has committed and the cache was not told of.
    private var applied = 0
    private var inFlight: [InFlight] = []
    private var warming: Warming?
    private var seen = ReadPosition.start

    init(seed: UInt64) {
        self.generator = SeededGenerator(seed: seed)
        var limits = CacheLimits()
        limits.balances = Bool.random(using: &generator) ? 3 : 100
        limits.pageBytes = 16 * 1024
        self.state = CacheState(limits: limits)
    }

    mutating func step() {
        switch Int.random(in: 0..<100, using: &generator) {
        case 0..<20: history.append(pick())
        case 20..<40: project()
        case 40..<60: ask()
        case 60..<70: read()
        case 70..<85: resolve()
        case 85..<98: warm()
        case _: restart()
        }
    }

    private mutating func pick() -> Int64 {
        CacheSimulation.users[Int.random(in: 0..<CacheSimulation.users.count, using: &generator)]
    }

    private mutating func project() {
        guard applied < history.count else { return }
        let next = Int.random(in: applied + 1...history.count, using: &generator)
        let changed = Set(history[applied..<next])
        applied = next
        _ = state.apply(
            .to(
                ReadPosition(Int64(next)),
                balances: changed.map { balance($0, at: next) },
                touched: changed.map { Topic.orders(of: UserKey($0)) }
            )
        )
    }

    private mutating func restart() {
        applied = history.count
        var batch = CacheBatch.to(ReadPosition(Int64(applied)))
        batch.continuity = .restarts(logEnd: ReadPosition(Int64(applied)))
        _ = state.apply(batch)
    }

    private mutating func ask() {
        let user = UserKey(pick())
        let question: Question =
            Bool.random(using: &generator) ? .balance(user, .rub) : .orders(user, .first)
        if let answer = state.hit(question) {
            show(.found(answer), to: question, seen: seen)
        } else if let miss = state.miss(question), inFlight.count < 5 {
            inFlight.append(InFlight(miss: miss, seen: seen, reading: nil))
        }
    }

    private mutating func read() {
        guard let index = inFlight.indices.randomElement(using: &generator) else { return }
        // Sometimes from a standby that lags.
        let behind = Int.random(in: 0..<10, using: &generator) == 0 ? 2 : 0
        let now = max(0, database - behind)
        let answer = Answer.of(
            body(inFlight[index].miss.question, at: now),
            at: ReadPosition(Int64(now))
        )
        inFlight[index].reading = .found(answer)
    }

    private mutating func resolve() {
        guard let index = inFlight.indices.randomElement(using: &generator),
            let reading = inFlight[index].reading
        else { return }
        switch state.resolve(reading, for: inFlight[index].miss) {
        case .ready(let reading):
            let asked = inFlight.remove(at: index)
            show(reading, to: asked.miss.question, seen: asked.seen)
        case .early: break
        case .outdated: inFlight.remove(at: index)
        }
    }

    private mutating func warm() {
        var current = warming ?? begin()
        let positions = ReadPositions(all: ReadPosition(Int64(current.snapshot)))
        while Int.random(in: 0..<4, using: &generator) > 0, let user = current.rest.popLast() {
            guard version(user, at: current.snapshot) > 0 else { continue }
            let row = balance(user, at: current.snapshot)
            state.absorb(balances: [row], at: positions, epoch: current.epoch)
            if state.driftedRows > 0 { fault = "a drift where there is none" }
        }
        warming = current.rest.isEmpty ? nil : current
        if current.rest.isEmpty { _ = state.warmed(at: positions, epoch: current.epoch) }
    }

    /// Takes a snapshot, sometimes of a standby that lags; if that has less than was shown, of the
    /// primary.
    private mutating func begin() -> Warming {
        let behind = database - (Int.random(in: 0..<5, using: &generator) == 0 ? 2 : 0)
        let isEnough = ReadModel.allCases.allSatisfy { state.shown($0).rawValue <= behind }
        return Warming(
            epoch: state.epoch,
            snapshot: isEnough ? max(0, behind) : database,
            rest: CacheSimulation.users.shuffled(using: &generator)
        )
    }

    private mutating func show(_ reading: Reading, to question: Question, seen before: ReadPosition)
    {
        guard case .found(let answer) = reading else { return }
        answers += 1
        let position = Int(answer.position.rawValue)
        if answer.position < before { fault = "back to \(position) from \(before.rawValue)" }
        if position > database { fault = "ahead of the read model" }
        if answer.text != body(question, at: position) {
            fault = "\(question) at \(position): \(answer.text)"
        }
        seen = max(seen, answer.position)
    }

    /// What the projections have committed, which the cache may not know yet.
    private var database: Int { history.count }

    /// The last position up to `position` that changed the user.
    private func version(_ user: Int64, at position: Int) -> Int {
        (history[..<position].lastIndex(of: user) ?? -1) + 1
    }

    private func balance(_ user: Int64, at position: Int) -> BalanceEntry {
        let version = version(user, at: position)
        return .of(user, Int64(version) * 10, at: ReadPosition(Int64(version)))
    }

    private func body(_ question: Question, at position: Int) -> String {
        switch question {
        case .balance(let user, _):
            BalanceView(balance(user.rawValue, at: position)).answer(at: .start).text
        case .orders(let user, _): "[\(version(user.rawValue, at: position))]"
        case .balances, .transactions, .slotAvailability, .slot, .holds, .shops, .shopCatalog,
            .order, .me, .user, .balancesAsOf, .activity, .statement, .refunds, .currencies, .rates,
            .services, .basket, .users, .commands, .jobs, .projections, .overview:
            ""
        }
    }
}
