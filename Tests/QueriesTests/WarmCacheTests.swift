import Synchronization
import Testing

@testable import Queries

@Suite struct WarmCacheTests {
    @Test func `age is in whole seconds since the cache was known to be current`() {
        let cache = WarmCache(now: 1_000)
        #expect(cache.age(now: 1_999) == 0)
        #expect(cache.age(now: 3_500) == 2)
        cache.confirmCurrent(at: 3_500)
        #expect(cache.age(now: 4_499) == 0)
        #expect(cache.age(now: 63_500) == 60)
    }

    @Test func `to wait for what is reached is not to wait`() {
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
        let question = Question.balance(UserKey(1), .rub)
        #expect(cache.answer(for: question) == nil)
        cache.state.withLock { _ = $0.fill(at: 7) }
        #expect(cache.answer(for: question) != nil)
        #expect(cache.figures.hits == 1)
        #expect(cache.figures.misses == 1)
    }

    @Test func `one warming at a time`() {
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
