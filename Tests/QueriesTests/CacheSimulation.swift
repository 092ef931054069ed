import Model
import TestSupport

@testable import Cache
@testable import Queries

/// A database whose every past state is known, the cache before it, a clock, and one client.
struct CacheSimulation {
    private struct InFlight {
        let miss: CacheMiss
        /// The position that the client had seen when it asked.
        let seen: LogPosition
        var reading: QueryResult?
    }

    private struct Warming {
        let epoch: Int
        let snapshot: Int
        /// The position of the transfers in the snapshot: sometimes not that of the balances.
        let transfers: Int
        var rest: [Int64]
    }

    private(set) var fault: String?
    private(set) var answers = 0
    /// Answers from memory with a reservation whose deadline had come without an event.
    private(set) var overdueAnswers = 0
    private var generator: SeededGenerator
    private var state: CacheState
    private var history = SimulatedBalances()
    private var now: Int64 = 0
    /// The events that the cache has received of those that the database has committed.
    private var applied = 0
    private var inFlight: [InFlight] = []
    private var warming: Warming?
    private var seen: [ReadModel: LogPosition] = [:]

    init(seed: UInt64) {
        self.generator = SeededGenerator(seed: seed)
        var limits = CacheLimits()
        limits.balances = Bool.random(using: &generator) ? 3 : 100
        limits.deadlines = Int.random(in: 0..<3, using: &generator) == 0 ? 4 : 100
        limits.pageBytes = 16 * 1024
        self.state = CacheState(limits: limits)
    }

    mutating func step() {
        switch Int.random(in: 0..<109, using: &generator) {
        case 0..<20: history.append(at: now, &generator)
        case 20..<40: project()
        case 40..<60: ask()
        case 60..<70: read()
        case 70..<85: resolve()
        case 85..<98: warm()
        case 98..<108: now += Int64.random(in: 1...5, using: &generator)
        case _: restart()
        }
    }

    private mutating func pick() -> Int64 {
        SimulatedBalances.users[
            Int.random(in: 0..<SimulatedBalances.users.count, using: &generator)
        ]
    }

    private mutating func project() {
        guard applied < database else { return }
        let next = Int.random(in: applied + 1...database, using: &generator)
        let changed = history.users(after: applied, through: next)
        _ = state.apply(
            .to(
                LogPosition(Int64(next)),
                balances: changed.map { history.balance($0, at: next) },
                reservations: history.changes(after: applied, through: next),
                touched: changed.map { Topic.transactions(of: UserID($0)) }
            )
        )
        applied = next
    }

    private mutating func restart() {
        applied = database
        var batch = CacheBatch.to(LogPosition(Int64(applied)))
        batch.continuity = .restarts(logEnd: LogPosition(Int64(applied)))
        _ = state.apply(batch)
    }

    private mutating func ask() {
        let user = UserID(pick())
        let question: Question =
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: .balance(user, .rub)
            case 1: .balances(user)
            case _: .transactions(user, status: nil, .first)
            }
        let seen = seen[question.model] ?? .start
        if let answer = state.hit(question, now: now) {
            show(.found(answer), to: question, seen: seen)
            let position = Int(answer.position.rawValue)
            if history.overdue(user.rawValue, at: position, now) > 0 { overdueAnswers += 1 }
        } else if let miss = state.miss(question, now: now), inFlight.count < 5 {
            inFlight.append(InFlight(miss: miss, seen: seen, reading: nil))
        }
    }

    private mutating func read() {
        guard let index = inFlight.indices.randomElement(using: &generator) else { return }
        // Sometimes from a standby that lags.
        let behind = Int.random(in: 0..<10, using: &generator) == 0 ? 2 : 0
        let position = max(0, database - behind)
        let question = inFlight[index].miss.question
        let answer = Answer.of(
            history.body(question, at: position, now),
            at: LogPosition(Int64(position)),
            validUntil: history.nextDeadline(question, at: position, after: now)
        )
        inFlight[index].reading = .found(answer)
    }

    private mutating func resolve() {
        guard let index = inFlight.indices.randomElement(using: &generator),
            let reading = inFlight[index].reading
        else { return }
        let timeliness = state.resolve(reading, for: inFlight[index].miss)
        guard !reading.isOver(at: now) else {
            // Asked for again.
            inFlight.remove(at: index)
            return
        }
        switch timeliness {
        case .ready:
            let asked = inFlight.remove(at: index)
            show(reading, to: asked.miss.question, seen: asked.seen)
        case .early: break
        case .outdated: inFlight.remove(at: index)
        }
    }

    private mutating func warm() {
        var current = warming ?? begin()
        var positions = ReadPositions(all: LogPosition(Int64(current.snapshot)))
        positions[.transactions] = LogPosition(Int64(current.transfers))
        while Int.random(in: 0..<4, using: &generator) > 0, let user = current.rest.popLast() {
            let reservations = history.reservations(
                of: user,
                at: current.snapshot,
                seenAt: current.transfers
            )
            state.absorb(.reservations(reservations), at: positions, epoch: current.epoch)
            let row = history.balance(user, at: current.snapshot)
            guard row.position > .start else { continue }
            state.absorb(.balances([row]), at: positions, epoch: current.epoch)
            if state.driftedRows > 0 { fault = "a drift without a cause" }
        }
        warming = current.rest.isEmpty ? nil : current
        if current.rest.isEmpty { _ = state.warmed(at: positions, epoch: current.epoch) }
        _ = state.takeRetired()
    }

    /// Takes a snapshot, sometimes of a standby that lags; if that has less than was shown, of the
    /// primary.
    private mutating func begin() -> Warming {
        state.beginWarming()
        let behind = database - (Int.random(in: 0..<5, using: &generator) == 0 ? 2 : 0)
        let isEnough = ReadModel.allCases.allSatisfy { state.shown($0).rawValue <= behind }
        let snapshot = isEnough ? max(0, behind) : database
        // A snapshot has all positions that were shown; within that, one table may be behind
        // another.
        let shown = Int(state.shown(.transactions).rawValue)
        let isUneven = Int.random(in: 0..<5, using: &generator) == 0
        let transfers = isUneven ? Int.random(in: shown...database, using: &generator) : snapshot
        return Warming(
            epoch: state.epoch,
            snapshot: snapshot,
            transfers: transfers,
            rest: SimulatedBalances.users.shuffled(using: &generator)
        )
    }

    private mutating func show(
        _ reading: QueryResult,
        to question: Question,
        seen before: LogPosition
    ) {
        guard case .found(let answer) = reading else { return }
        answers += 1
        let position = Int(answer.position.rawValue)
        if answer.position < before { fault = "back to \(position) from \(before.rawValue)" }
        if position > database { fault = "ahead of the read model" }
        if answer.text != history.body(question, at: position, now) {
            fault = "\(question) at \(position) and \(now): \(answer.text)"
        }
        seen[question.model] = max(seen[question.model] ?? .start, answer.position)
    }

    /// The events that the projections have committed; the cache may not know all of them.
    private var database: Int { history.count }
}
