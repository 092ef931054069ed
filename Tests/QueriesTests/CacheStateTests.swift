import Model
import TestSupport
import Testing

@testable import Cache
@testable import Queries

@Suite(.patient) struct CacheStateTests {
    private let user = UserID(1)
    private var balance: Question { .balance(user, .rub) }
    private var orders: Question { .orders(user, .first) }

    // MARK: Balances and slots

    @Test func `a cold cache answers no question`() {
        let state = CacheProbe(CacheState(limits: CacheLimits()))
        _ = state.apply(.to(5, balances: [.of(1, 100, at: 5)]))
        #expect(state.hit(balance) == nil)
        #expect(!state.isWarm)
    }

    @Test func `a hit carries the cache's position, its row keeps its own`() throws {
        let state = CacheProbe(.warm(at: 10, balances: [.of(1, 100, at: 7)]))
        let answer = try #require(state.hit(balance))
        #expect(answer.position == 10)
        #expect(answer.text == #"{"currency":"RUB","available":100,"pending":0,"position":7}"#)
    }

    @Test func `a batch changes the named rows and the position of every answer`() throws {
        let state = CacheProbe(.warm(at: 10, balances: [.of(1, 100, at: 7), .of(2, 5, at: 8)]))
        _ = state.apply(.to(12, balances: [.of(1, 90, at: 11)]))
        #expect(try #require(state.hit(balance)).text.contains("90"))
        #expect(try #require(state.hit(.balance(UserID(2), .rub))).position == 12)
    }

    @Test func `a currency that a user never held is zero, and is not in the list of balances`()
        throws
    {
        let state = CacheProbe(
            .warm(at: 10, balances: [.of(1, 100, at: 7), .of(2, 1, at: 8, in: .eur)])
        )
        #expect(try #require(state.hit(.balance(user, .eur))).text.contains(#""available":0"#))
        #expect(
            try #require(state.hit(.balances(user))).text
                == #"[{"currency":"RUB","available":100,"pending":0,"position":7}]"#
        )
        #expect(try #require(state.hit(.balances(UserID(9)))).text == "[]")
    }

    @Test func `balances beyond the limit are read and kept as pages`() throws {
        var limits = CacheLimits()
        limits.balances = 1
        let state = CacheProbe(
            .warm(
                at: 10,
                balances: [.of(1, 100, at: 7), .of(2, 5, at: 8)],
                limits: limits
            )
        )
        #expect(state.hit(balance) != nil)
        let question = Question.balance(UserID(2), .rub)
        let miss = try #require(state.miss(question))
        let reading = QueryResult.found(.of("five", at: 10))
        #expect(state.resolve(reading, for: miss) == .ready)
        #expect(state.hit(question)?.text == "five")
        _ = state.apply(.to(11, balances: [.of(2, 4, at: 11)]))
        #expect(state.hit(question) == nil)
    }

    @Test func `a slot that does not exist is not found, without a read`() {
        let state = CacheProbe(.warm(at: 10, slots: [.of(1)]))
        #expect(state.hit(.slot(SlotID(1))) != nil)
        guard case .notFound(let position) = state.find(.slot(SlotID(2))) else {
            Issue.record("expected to know that there is no slot 2")
            return
        }
        #expect(position == 10)
    }

    // MARK: Warming

    @Test func `rows of batches that arrive during a warming replace the snapshot's`() throws {
        let state = CacheProbe(CacheState(limits: CacheLimits()))
        let snapshot = ReadPositions(all: 10)
        _ = state.apply(.to(12, balances: [.of(1, 90, at: 12)]))
        state.absorb(
            balances: [.of(1, 100, at: 9), .of(2, 5, at: 8)],
            at: snapshot,
            epoch: state.epoch
        )
        _ = state.apply(.to(13, balances: [.of(2, 6, at: 13)]))
        #expect(state.warmed(at: snapshot, epoch: state.epoch) == [])
        #expect(try #require(state.hit(balance)).text.contains("90"))
        #expect(try #require(state.hit(.balance(UserID(2), .rub))).text.contains(":6,"))
        #expect(state.position(.balances) == 13)
        #expect(state.driftedRows == 0)
    }

    @Test func `batches older than the snapshot change nothing`() throws {
        let state = CacheProbe(.warm(at: 10, balances: [.of(1, 100, at: 9)]))
        _ = state.apply(.to(8, balances: [.of(1, 50, at: 8)]))
        #expect(try #require(state.hit(balance)).text.contains("100"))
        #expect(state.position(.balances) == 10)
    }

    @Test func `a re-warm that finds the same rows changes nothing`() {
        let state = CacheProbe(.warm(at: 10, balances: [.of(1, 100, at: 9)], slots: [.of(1)]))
        state.fill(at: 10, balances: [.of(1, 100, at: 9)], slots: [.of(1)])
        #expect(state.driftedRows == 0)
    }

    @Test func `a re-warm replaces and counts a row that drifted`() throws {
        let state = CacheProbe(
            .warm(
                at: 10,
                balances: [.of(1, 100, at: 9)],
                slots: [.of(1, held: 1)],
                seats: [.of(1, until: 50, at: 1)]
            )
        )
        state.fill(
            at: 10,
            balances: [.of(1, 101, at: 9)],
            slots: [.of(1, held: 2)],
            seats: [.of(1, until: 50, at: 1), .of(2, until: 50, at: 1)]
        )
        #expect(state.driftedRows == 2)
        #expect(try #require(state.hit(balance)).text.contains("101"))
        let slots = try #require(state.hit(.availability()))
        #expect(slots.text.contains(#""remaining":8"#))
    }

    @Test func `a re-warm stores no row of a batch that has yet to arrive`() throws {
        let state = CacheProbe(.warm(at: 10, balances: [.of(1, 100, at: 9), .of(2, 0, at: 9)]))
        state.fill(at: 12, balances: [.of(1, 90, at: 12), .of(2, 10, at: 12)])
        #expect(try #require(state.hit(balance)).text.contains("100"))
        #expect(state.position(.balances) == 10)
        _ = state.apply(.to(12, balances: [.of(1, 90, at: 12), .of(2, 10, at: 12)]))
        #expect(try #require(state.hit(balance)).text.contains("90"))
        #expect(state.driftedRows == 0)
    }

    // MARK: Losses

    @Test func `after a restart the cache is cold until it reaches the position that it had shown`()
        throws
    {
        let state = CacheProbe(.warm(at: 10, balances: [.of(1, 100, at: 9)]))
        state.restart(at: 9)
        #expect(state.hit(balance) == nil)
        #expect(state.fill(at: 9, balances: [.of(1, 100, at: 9)]) == nil)
        #expect(state.hit(balance) == nil)
        let miss = try #require(state.miss(balance))
        #expect(state.resolve(.found(.of("old", at: 9)), for: miss) == .outdated)
        #expect(state.fill(at: 10, balances: [.of(1, 100, at: 9)]) != nil)
        #expect(state.hit(balance) != nil)
    }

    @Test func `a restarting batch empties the cache, and the batches after it are followed`()
        throws
    {
        let state = CacheProbe(.warm(at: 10, balances: [.of(1, 100, at: 9)]))
        var restart = CacheBatch.to(12)
        restart.continuity = .restarts(logEnd: 12)
        _ = state.apply(restart)
        #expect(!state.isWarm)
        _ = state.apply(.to(13, balances: [.of(1, 80, at: 13)]))
        state.fill(at: 12, balances: [.of(1, 90, at: 12)])
        #expect(try #require(state.hit(balance)).text.contains("80"))
        #expect(state.position(.balances) == 13)
    }

    @Test func `a warming that is interrupted by a restart has no effect`() {
        let state = CacheProbe(CacheState(limits: CacheLimits()))
        let epoch = state.epoch
        let snapshot = ReadPositions(all: 10)
        state.restart(at: 10)
        state.absorb(balances: [.of(1, 100, at: 9)], at: snapshot, epoch: epoch)
        #expect(state.warmed(at: snapshot, epoch: epoch) == nil)
        #expect(state.balanceCount == 0)
    }

    @Test func `a page that was read before a restart is not kept`() throws {
        let state = CacheProbe(.warm(at: 10))
        let miss = try #require(state.miss(orders))
        state.restart(at: 10)
        state.fill(at: 11)
        let reading = QueryResult.found(.of("[]", at: 10))
        #expect(state.resolve(reading, for: miss) == .ready)
        #expect(state.hit(orders) == nil)
    }

    @Test func `a page older than the batches that a restart forgot is not kept`() throws {
        let state = CacheProbe(CacheState(limits: CacheLimits()))
        _ = state.apply(.to(12, touched: [.orders(of: user)]))
        state.restart(at: 12)
        let miss = try #require(state.miss(orders))
        state.fill(at: 12)
        let reading = QueryResult.found(.of("[]", at: 11))
        #expect(state.resolve(reading, for: miss) == .ready)
        #expect(state.hit(orders) == nil)
    }

    @Test func `a page read before a warming's snapshot is not kept`() throws {
        let state = CacheProbe(CacheState(limits: CacheLimits()))
        let miss = try #require(state.miss(orders))
        state.fill(at: 12)
        let reading = QueryResult.found(.of("[]", at: 11))
        #expect(state.resolve(reading, for: miss) == .ready)
        #expect(state.hit(orders) == nil)
    }

    // MARK: Waiting

    @Test func `a batch or a warming returns the tickets that waited for its position`() {
        let state = CacheProbe(CacheState(limits: CacheLimits()))
        #expect(state.wait(WaitTicket(1), for: .holds, at: 9, deadline: 1))
        #expect(state.wait(WaitTicket(2), for: .holds, at: 11, deadline: 1))
        #expect(state.apply(.to(9)) == [])
        #expect(state.fill(at: 8) == [WaitTicket(1)])
        #expect(state.apply(.to(10)) == [])
        #expect(state.apply(.to(11)) == [WaitTicket(2)])
    }
}
