import TestSupport
import Testing

@testable import Node

@Suite(.patient)
struct RateLimitTests {
    /// A limit that can be asked within an expectation.
    private final class Limit {
        private var limit: RateLimit<Int>

        init(perMinute: Int) {
            limit = RateLimit(perMinute: perMinute, keys: 10)
        }

        func take(_ key: Int, now: Int64) -> Int? { limit.take(key, now: now) }
    }

    @Test func `the whole limit may be used at once, and then one for each part of a minute`() {
        let limit = Limit(perMinute: 30)
        for _ in 0..<30 { #expect(limit.take(1, now: 0) == nil) }
        #expect(limit.take(1, now: 0) == 2)
        #expect(limit.take(1, now: 1_999) == 1)
        #expect(limit.take(1, now: 2_000) == nil)
        #expect(limit.take(1, now: 2_000) == 2)
    }

    @Test func `a use that is given back can be made again, and no more than that`() {
        var limit = RateLimit<Int>(perMinute: 2, keys: 10)
        limit.giveBack(1)
        let before = (0..<3).map { _ in limit.take(1, now: 0) }
        #expect(before == [nil, nil, 30])
        limit.giveBack(1)
        let after = (0..<2).map { _ in limit.take(1, now: 0) }
        #expect(after == [nil, 30])
    }

    @Test func `each key has a limit of its own`() {
        let limit = Limit(perMinute: 1)
        #expect(limit.take(1, now: 0) == nil)
        #expect(limit.take(2, now: 0) == nil)
        #expect(limit.take(1, now: 0) == 60)
    }

    @Test func `every key in debt is remembered, however many there are`() {
        let limit = Limit(perMinute: 1)
        for key in 0..<100 { #expect(limit.take(key, now: 0) == nil) }
        for key in 0..<100 { #expect(limit.take(key, now: 0) == 60) }
        for key in 0..<100 { #expect(limit.take(key, now: 60_000) == nil) }
    }

    @Test func `after a rest the whole limit is available again, and no more`() {
        let limit = Limit(perMinute: 2)
        for now in [Int64(0), 600_000] {
            #expect(limit.take(1, now: now) == nil)
            #expect(limit.take(1, now: now) == nil)
            #expect(limit.take(1, now: now) != nil)
        }
    }

    @Test func `a burst may come at once, and then the rate applies`() {
        var limit = RateLimit<Int>(10, perSeconds: 1, burst: 3, keys: 10)
        let waits = (0..<4).map { _ in limit.take(1, now: 0) }
        #expect(waits == [nil, nil, nil, 1])
        let later = [100, 100, 200].map { limit.take(1, now: $0) }
        #expect(later == [nil, 1, nil])
    }
}
