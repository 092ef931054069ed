import Model
import TestSupport
import Testing

@testable import Cache
@testable import Queries

/// Pages that were read, and when they are served from memory.
@Suite(.patient) struct CachePageTests {
    private let user = UserID(1)
    private var orders: Question { .orders(user, .first) }

    @Test func `a page is served from memory until its topic is touched`() throws {
        let state = CacheProbe(.warm(at: 10))
        let miss = try #require(state.miss(orders))
        let reading = QueryResult.found(.of("[]", at: 10))
        #expect(state.resolve(reading, for: miss) == .ready)
        _ = state.apply(.to(11, touched: [.orders(of: UserID(2)), .holds(of: user)]))
        #expect(try #require(state.hit(orders)).position == 11)
        _ = state.apply(.to(12, touched: [.orders(of: user)]))
        #expect(state.hit(orders) == nil)
    }

    @Test func `a page whose topic is touched while it is read is served but not kept`() throws {
        let state = CacheProbe(.warm(at: 10))
        let miss = try #require(state.miss(orders))
        _ = state.apply(.to(11, touched: [.orders(of: user)]))
        let reading = QueryResult.found(.of("[]", at: 10))
        #expect(state.resolve(reading, for: miss) == .ready)
        #expect(state.hit(orders) == nil)
    }

    @Test func `a page is kept over a batch that does not touch its topic`() throws {
        let state = CacheProbe(.warm(at: 10))
        let miss = try #require(state.miss(orders))
        _ = state.apply(.to(11, touched: [.orders(of: UserID(2))]))
        _ = state.resolve(.found(.of("[]", at: 10)), for: miss)
        #expect(try #require(state.hit(orders)).position == 11)
    }

    @Test func `a page ahead of the cache is early until the cache reaches its position`() throws {
        let state = CacheProbe(.warm(at: 10))
        let miss = try #require(state.miss(orders))
        let reading = QueryResult.found(.of("[1]", at: 12))
        #expect(state.resolve(reading, for: miss) == .early(until: 12))
        #expect(state.hit(orders) == nil)
        _ = state.apply(.to(12, touched: [.orders(of: user)]))
        #expect(state.resolve(reading, for: miss) == .ready)
        #expect(try #require(state.hit(orders)).text == "[1]")
    }

    @Test func `a page older than the answers that a client may have seen is outdated`() throws {
        let state = CacheProbe(.warm(at: 10))
        let miss = try #require(state.miss(orders))
        #expect(state.resolve(.found(.of("[]", at: 9)), for: miss) == .outdated)
        #expect(state.resolve(.notFound(at: 9), for: miss) == .outdated)
    }

    @Test func `a result that was not found is served and not kept`() throws {
        let state = CacheProbe(.warm(at: 10))
        let miss = try #require(state.miss(orders))
        #expect(state.resolve(.notFound(at: 10), for: miss) == .ready)
        #expect(state.miss(orders) != nil)
    }

    @Test func `a page is read again after the second re-warm`() throws {
        let state = CacheProbe(.warm(at: 10))
        let miss = try #require(state.miss(orders))
        _ = state.resolve(.found(.of("[]", at: 10)), for: miss)
        state.fill(at: 10)
        #expect(state.hit(orders) != nil)
        state.fill(at: 10)
        #expect(state.hit(orders) == nil)
    }
}
