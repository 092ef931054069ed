import Model
import Synchronization
import TestSupport
import Testing

@testable import Cache
@testable import Queries

@Suite(.patient) struct WarmCacheTests {
    @Test func `the age is in whole seconds since the read model was known to be current`() {
        let cache = WarmCache(now: 1_000)
        #expect(cache.age(of: .balances, now: 1_999) == 0)
        #expect(cache.age(of: .balances, now: 3_500) == 2)
        cache.confirm(ReadPositions(all: 7), logEnd: 7, at: 3_500)
        #expect(cache.age(of: .balances, now: 4_499) == 0)
        #expect(cache.age(of: .balances, now: 63_500) == 60)
    }

    @Test func `only a read model that is behind the log gets older`() {
        let cache = WarmCache(now: 1_000)
        var positions = ReadPositions(all: 9)
        positions[.holds] = 7
        cache.confirm(positions, logEnd: 9, at: 5_000)
        #expect(cache.age(of: .holds, now: 5_000) == 4)
        #expect(cache.age(of: .balances, now: 5_000) == 0)
    }

    @Test func `a position that is reached needs no wait`() {
        let cache = WarmCache()
        let ticket = WaitTicket(1)
        #expect(cache.register(ticket, for: .balances, at: 5, deadline: 10) == .waiting)
        cache.state.withLock { _ = $0.fill(at: 7) }
        #expect(cache.register(WaitTicket(2), for: .balances, at: 7, deadline: 10) == .reached)
        #expect(cache.register(WaitTicket(3), for: .balances, at: 8, deadline: 10) == .waiting)
        #expect(cache.expire(now: 10) == [WaitTicket(3)])
    }

    @Test func `hits and misses are counted`() {
        let cache = WarmCache()
        let question = Question.balance(UserID(1), .rub)
        #expect(cache.held(question) == nil)
        cache.state.withLock { _ = $0.fill(at: 7) }
        #expect(cache.held(question) != nil)
        #expect(cache.figures.hits == 1)
        #expect(cache.figures.misses == 1)
    }

    @Test func `only one warming runs at a time`() {
        let state = Box(WarmingState())
        #expect(state.with { $0.begin() })
        #expect(!state.with { $0.begin() })
        state.with { $0.end(completed: false) }
        #expect(state.with { $0.begin() })
        state.with { $0.end(completed: true) }
        #expect(state.value.completed == 1)
        #expect(state.value.failed == 1)
    }
}
