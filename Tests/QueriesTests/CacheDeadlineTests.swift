import Model
import Testing

@testable import Queries

/// Deadlines that come before, between and after batches and warmings.
@Suite struct CacheDeadlineTests {
    private let user = UserID(1)
    private var balance: Question { .balance(user, .rub) }
    private var pending: Question { .transactions(user, status: .pending, .first) }

    /// 100 in all, of which 40 are reserved until 50.
    private var reserved: CacheProbe {
        CacheProbe(
            .warm(
                at: 10,
                balances: [.of(1, 60, pending: 40, at: 9)],
                reservations: [.of(8, 40, until: 50, at: 9)]
            )
        )
    }

    private func text(_ available: Int, _ pending: Int, at position: Int) -> String {
        #"{"currency":"RUB","available":\#(available),"pending":\#(pending),"position":\#(position)}"#
    }

    // MARK: Balances

    @Test func `reserved money is available from the deadline on, without an event`() throws {
        let state = reserved
        let before = try #require(state.hit(balance, now: 49))
        #expect(before.text == text(60, 40, at: 9))
        let after = try #require(state.hit(balance, now: 50))
        #expect(after.text == text(100, 0, at: 9))
        #expect(before.etag != after.etag)
        #expect(try #require(state.hit(.balances(user), now: 50)).text == "[\(after.text)]")
    }

    @Test func `the event that comes later changes nothing but the position`() throws {
        let state = reserved
        #expect(try #require(state.hit(balance, now: 60)).text == text(100, 0, at: 9))
        _ = state.apply(
            .to(
                12,
                balances: [.of(1, 100, at: 12)],
                reservations: [.of(8, 40, until: nil, at: 12)]
            )
        )
        #expect(try #require(state.hit(balance, now: 60)).text == text(100, 0, at: 12))
        #expect(try #require(state.hit(balance, now: 1_000)).text == text(100, 0, at: 12))
    }

    @Test func `what was posted before the deadline does not come back at it`() throws {
        let state = reserved
        _ = state.apply(
            .to(
                14,
                balances: [.of(1, 60, at: 12)],
                reservations: [.of(8, 40, until: nil, at: 11)]
            )
        )
        #expect(try #require(state.hit(balance, now: 50)).text == text(60, 0, at: 12))
    }

    @Test func `of several only those are free whose deadline has come, in their own currency`()
        throws
    {
        let state = CacheProbe(
            .warm(
                at: 10,
                balances: [
                    .of(1, 50, pending: 50, at: 9), .of(1, 5, pending: 7, at: 8, in: .eur),
                ],
                reservations: [
                    .of(3, 7, until: 55, at: 4, in: .eur), .of(5, 30, until: 70, at: 6),
                    .of(8, 20, until: 50, at: 9),
                ]
            )
        )
        #expect(try #require(state.hit(balance, now: 50)).text == text(70, 30, at: 9))
        let euros = try #require(state.hit(.balance(user, .eur), now: 54)).text
        #expect(euros.contains(#""available":5,"pending":7"#))
        let both = try #require(state.hit(.balances(user), now: 70)).text
        #expect(both.contains(#""available":12,"pending":0"#))
        #expect(both.contains(#""available":100,"pending":0"#))
    }

    @Test func `a batch may reserve what is overdue already`() throws {
        let state = CacheProbe(.warm(at: 10, balances: [.of(1, 100, at: 7)]))
        _ = state.apply(
            .to(
                12,
                balances: [.of(1, 60, pending: 40, at: 12)],
                reservations: [.of(11, 40, until: 50, at: 12)]
            )
        )
        #expect(try #require(state.hit(balance, now: 80)).text == text(100, 0, at: 12))
    }

    @Test func `one that begins and ends in one batch leaves nothing`() throws {
        let state = CacheProbe(.warm(at: 10, balances: [.of(1, 100, at: 7)]))
        _ = state.apply(
            .to(
                14,
                balances: [.of(1, 100, at: 14)],
                reservations: [.of(11, 40, until: 50, at: 12), .of(11, 40, until: nil, at: 14)]
            )
        )
        #expect(try #require(state.hit(balance, now: 80)).text == text(100, 0, at: 14))
    }

    @Test func `where not everything that is reserved is known, the balance is read`() throws {
        var limits = CacheLimits()
        limits.deadlines = 1
        let state = CacheProbe(
            .warm(
                at: 10,
                balances: [.of(1, 40, pending: 60, at: 9), .of(2, 5, at: 8)],
                reservations: [.of(6, 20, until: 50, at: 7), .of(8, 40, until: 50, at: 9)],
                limits: limits
            )
        )
        #expect(state.hit(.balance(UserID(2), .rub), now: 50) != nil)
        let miss = try #require(state.miss(balance, now: 40))
        #expect(state.miss(.balances(user), now: 40) != nil)
        _ = state.resolve(.found(.of("page", at: 10, validUntil: 50)), for: miss)
        #expect(state.hit(balance, now: 49)?.text == "page")
        #expect(state.hit(balance, now: 50) == nil)
    }

    // MARK: Warming

    @Test func `batches that come while it warms count on top of the snapshot, once`() throws {
        let state = CacheProbe(CacheState(limits: CacheLimits()))
        let snapshot = ReadPositions(all: 10)
        state.beginWarming()
        _ = state.apply(
            .to(
                10,
                balances: [.of(1, 50, pending: 50, at: 10)],
                reservations: [.of(9, 10, until: 70, at: 10)]
            )
        )
        state.absorb(
            balances: [.of(1, 50, pending: 50, at: 10)],
            at: snapshot,
            epoch: state.epoch
        )
        _ = state.apply(
            .to(
                12,
                balances: [.of(1, 90, pending: 10, at: 12)],
                reservations: [.of(8, 40, until: nil, at: 12)]
            )
        )
        state.absorb(
            reservations: [.of(8, 40, until: 50, at: 9), .of(9, 10, until: 70, at: 10)]
        )
        #expect(state.warmed(at: snapshot, epoch: state.epoch) == [])
        #expect(try #require(state.hit(balance, now: 60)).text == text(90, 10, at: 12))
        #expect(try #require(state.hit(balance, now: 70)).text == text(100, 0, at: 12))
        #expect(state.driftedRows == 0)
    }

    @Test func `batches older than the snapshot bring nothing back`() throws {
        let state = CacheProbe(.warm(at: 12, balances: [.of(1, 100, at: 12)]))
        _ = state.apply(
            .to(
                11,
                balances: [.of(1, 60, pending: 40, at: 11)],
                reservations: [.of(10, 40, until: 50, at: 11)]
            )
        )
        #expect(try #require(state.hit(balance, now: 60)).text == text(100, 0, at: 12))
    }

    @Test func `a re-warm while something is due finds no drift and changes nothing`() throws {
        let state = reserved
        #expect(try #require(state.hit(balance, now: 60)).text == text(100, 0, at: 9))
        state.fill(
            at: 10,
            balances: [.of(1, 60, pending: 40, at: 9)],
            reservations: [.of(8, 40, until: 50, at: 9)]
        )
        #expect(state.driftedRows == 0)
        #expect(try #require(state.hit(balance, now: 60)).text == text(100, 0, at: 9))
    }

    @Test func `a re-warm from ahead of the cache counts once the cache is there`() throws {
        let state = reserved
        // Released in the snapshot, and not yet here.
        state.fill(at: 12, balances: [.of(1, 100, at: 12)])
        #expect(try #require(state.hit(balance, now: 49)).text == text(60, 40, at: 9))
        #expect(try #require(state.hit(balance, now: 50)).text == text(100, 0, at: 9))
        _ = state.apply(
            .to(
                12,
                balances: [.of(1, 100, at: 12)],
                reservations: [.of(8, 40, until: nil, at: 12)]
            )
        )
        #expect(try #require(state.hit(balance, now: 50)).text == text(100, 0, at: 12))
    }

    @Test func `a re-warm brings in what was left out`() throws {
        let state = CacheProbe(.warm(at: 10, balances: [.of(1, 60, pending: 40, at: 9)]))
        #expect(state.hit(balance) == nil)
        state.fill(
            at: 10,
            balances: [.of(1, 60, pending: 40, at: 9)],
            reservations: [.of(8, 40, until: 50, at: 9)]
        )
        #expect(try #require(state.hit(balance, now: 50)).text == text(100, 0, at: 9))
    }

    @Test func `a snapshot whose transfers are behind its balances says nothing of deadlines`() {
        var snapshot = ReadPositions(all: 10)
        snapshot[.transactions] = 9
        let state = CacheProbe(CacheState(limits: CacheLimits()))
        state.beginWarming()
        state.absorb(
            balances: [.of(1, 60, pending: 40, at: 10), .of(2, 7, at: 3)],
            at: snapshot,
            epoch: state.epoch
        )
        // Released in the balance, which counts another one that has the same amount.
        state.absorb(reservations: [.of(8, 40, until: 50, at: 9)])
        #expect(state.warmed(at: snapshot, epoch: state.epoch) == [])
        #expect(state.hit(balance, now: 50) == nil)
        #expect(state.hit(.balance(UserID(2), .rub), now: 50) != nil)
    }

    @Test func `a loss forgets every deadline`() throws {
        let state = reserved
        state.restart(at: 10)
        state.fill(at: 10, balances: [.of(1, 100, at: 9)])
        #expect(try #require(state.hit(balance, now: 50)).text == text(100, 0, at: 9))
    }

    // MARK: Pages

    @Test func `a page is not answered once a deadline has come that it depends on`() throws {
        let state = CacheProbe(.warm(at: 10))
        let miss = try #require(state.miss(pending, now: 40))
        let reading = QueryResult.found(.of("[1]", at: 10, validUntil: 50))
        #expect(state.resolve(reading, for: miss) == .ready)
        #expect(state.hit(pending, now: 49)?.text == "[1]")
        _ = state.apply(.to(11))
        #expect(state.hit(pending, now: 49)?.position == 11)
        #expect(state.hit(pending, now: 50) == nil)
        let again = try #require(state.miss(pending, now: 50))
        _ = state.resolve(.found(.of("[]", at: 11)), for: again)
        #expect(state.hit(pending, now: 50)?.text == "[]")
    }

    @Test func `a reading that has waited over a deadline is told to be over`() {
        #expect(!QueryResult.found(.of("[1]", at: 10, validUntil: 50)).isOver(at: 49))
        #expect(QueryResult.found(.of("[1]", at: 10, validUntil: 50)).isOver(at: 50))
        #expect(!QueryResult.found(.of("[1]", at: 10)).isOver(at: .max))
        #expect(!QueryResult.notFound(at: 10).isOver(at: .max))
    }
}
