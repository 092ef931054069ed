import Model
import TestSupport
import Testing

@testable import Cache
@testable import Queries

/// Deadlines that come before, between and after batches and warmings.
@Suite(.patient) struct CacheDeadlineTests {
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

    @Test func `the event that follows a deadline changes only the position`() throws {
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

    @Test func `money posted before the deadline does not come back at the deadline`() throws {
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

    @Test func `only reservations whose deadline has come are free, each in its own currency`()
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

    @Test func `a reservation that is overdue when its batch arrives is free`() throws {
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

    @Test func `a reservation that begins and ends in one batch reserves nothing`() throws {
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

    @Test func `a balance with an unknown reservation is read from the database`() throws {
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

    @Test func `batches that arrive during a warming are applied once, after the snapshot`() throws
    {
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

    @Test func `batches older than the snapshot do not bring a reservation back`() throws {
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

    @Test func `a re-warm with an overdue reservation finds no drift and changes nothing`() throws {
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

    @Test func `a re-warm from a newer snapshot takes effect when the cache reaches its position`()
        throws
    {
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

    @Test func `a re-warm stores reservations that were left out`() throws {
        let state = CacheProbe(.warm(at: 10, balances: [.of(1, 60, pending: 40, at: 9)]))
        #expect(state.hit(balance) == nil)
        state.fill(
            at: 10,
            balances: [.of(1, 60, pending: 40, at: 9)],
            reservations: [.of(8, 40, until: 50, at: 9)]
        )
        #expect(try #require(state.hit(balance, now: 50)).text == text(100, 0, at: 9))
    }

    @Test func `a snapshot whose transfers are behind its balances is not used for deadlines`() {
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

    @Test func `a restart forgets every deadline`() throws {
        let state = reserved
        state.restart(at: 10)
        state.fill(at: 10, balances: [.of(1, 100, at: 9)])
        #expect(try #require(state.hit(balance, now: 50)).text == text(100, 0, at: 9))
    }

    // MARK: Pages

    @Test func `a page is not served after a deadline that it depends on`() throws {
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

    @Test func `a result that waited past its deadline has to be read again`() {
        #expect(!QueryResult.found(.of("[1]", at: 10, validUntil: 50)).isOver(at: 49))
        #expect(QueryResult.found(.of("[1]", at: 10, validUntil: 50)).isOver(at: 50))
        #expect(!QueryResult.found(.of("[1]", at: 10)).isOver(at: .max))
        #expect(!QueryResult.notFound(at: 10).isOver(at: .max))
    }
}
