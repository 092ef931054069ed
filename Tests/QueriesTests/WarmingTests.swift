import Model
import Postgres
import TestSupport
import Testing

@testable import Cache
@testable import Queries

@Suite(.patient) struct WarmingTests {
    private let database: QueryDatabase
    private let cache = WarmCache()

    init() throws {
        database = try QueryDatabase()
        try database.owner.script(
            """
            INSERT INTO read.balances
            SELECT n, 'RUB', n * 10, 0, n FROM generate_series(-2, 2500) AS n WHERE n <> 0;
            INSERT INTO read.slot_availability
            SELECT n, 'Slot ' || n, 10, n, 0, NULL, '2026-01-01Z', n
            FROM generate_series(1, 10) AS n;
            INSERT INTO read.holds
            SELECT 100 * n + seat, n, 1, 'held', '2100-01-01Z', '2026-01-01Z', '2026-01-01Z', n
            FROM generate_series(1, 10) AS n, generate_series(1, n) AS seat
            """
        )
        try database.advance(to: 5_000)
    }

    private func text(_ question: Question) throws -> String {
        try #require(cache.held(question)).text
    }

    @Test func `a warm cache gives the database's answers`() throws {
        let ticket = WaitTicket(1)
        #expect(cache.register(ticket, for: .holds, at: 5_000, deadline: 1) == .waiting)
        #expect(try cache.warm(database.queries) == .warmed(reached: [ticket]))
        #expect(cache.isWarm)
        for question in [
            Question.balance(UserID(1), .rub), .balance(UserID(2_500), .rub),
            .balance(UserID(1), .eur), .balances(UserID(1_000)), .balances(UserID(9_999)),
            .availability(onlyAvailable: true), .availability(),
            .slot(SlotID(3)), .slot(SlotID(11)),
        ] {
            guard case .hit(let known) = cache.lookup(question, now: 0) else {
                Issue.record("\(question) is not in memory")
                continue
            }
            #expect(known == (try QueryRunner.answer(question, database.queries)).shown)
        }
        #expect(cache.figures.balances == 2_500)
        #expect(cache.figures.slots == 10)
        #expect(cache.figures.warmings == 1)
    }

    @Test func `a miss is read once and served from memory afterwards`() throws {
        _ = try cache.warm(database.queries)
        let question = Question.shops(.first)
        guard case .miss(let miss) = cache.lookup(question, now: 0) else {
            Issue.record("expected a miss")
            return
        }
        let (result, timeliness) = try cache.read(miss, database.queries)
        #expect(result == .found(.of("[]", at: 5_000)))
        #expect(timeliness == .ready)
        #expect(try text(question) == "[]")
    }

    @Test func `a result ahead of the cache waits for its batch`() throws {
        _ = try cache.warm(database.queries)
        try database.advance(to: 5_001)
        guard case .miss(let miss) = cache.lookup(.shops(.first), now: 0) else {
            Issue.record("expected a miss")
            return
        }
        let (result, timeliness) = try cache.read(miss, database.queries)
        #expect(result == .found(.of("[]", at: 5_001)))
        #expect(timeliness == .early(until: 5_001))
        #expect(cache.register(WaitTicket(1), for: .catalog, at: 5_001, deadline: 9) == .waiting)
        #expect(cache.apply(.to(5_001)) == [WaitTicket(1)])
        #expect(cache.resolve(result, for: miss) == .ready)
    }

    @Test func `a re-warm replaces and counts a row that drifted`() throws {
        _ = try cache.warm(database.queries)
        try database.owner.execute("UPDATE read.balances SET available = 1 WHERE account_id = 5")
        _ = try cache.warm(database.queries)
        #expect(cache.figures.driftedRows == 1)
        #expect(try text(.balance(UserID(5), .rub)).contains(#""available":1,"#))
    }

    @Test func `a failed re-warm keeps the old data, whose age grows`() throws {
        _ = try cache.warm(database.queries)
        cache.confirm(ReadPositions(all: 5_000), logEnd: 5_000, at: 0)
        let lost = try database.database.connect(role: "tally_queries")
        try database.owner.execute(
            "SELECT pg_terminate_backend($1, 5000)",
            [.int32(lost.processID)]
        )
        #expect(throws: PostgresError.self) { try cache.warm(lost) }
        #expect(try text(.balance(UserID(5), .rub)).contains(#""available":50,"#))
        #expect(cache.age(of: .balances, now: 61_000) == 61)
        #expect(cache.figures.failedWarmings == 1)
        #expect(try cache.warm(database.queries) == .warmed(reached: []))
    }

    @Test func `a database behind the shown position does not warm the cache`() throws {
        _ = try cache.warm(database.queries)
        try database.advance(to: 4_999)
        #expect(try cache.warm(database.queries) == .databaseBehind(.balances))
        #expect(cache.isWarm)
        // The log is whole, so the read models are only yet to catch up again.
        var restart = CacheBatch.to(4_999)
        restart.continuity = .restarts(logEnd: 5_000)
        _ = cache.apply(restart)
        #expect(try cache.warm(database.queries) == .databaseBehind(.balances))
        #expect(!cache.isWarm)
        try database.advance(to: 5_000)
        #expect(try cache.warm(database.queries) == .warmed(reached: []))
        #expect(cache.isWarm)
    }

    @Test func `data that a failover cut off is forgotten`() throws {
        _ = try cache.warm(database.queries)
        try database.advance(to: 4_999)
        var restart = CacheBatch.to(4_999)
        restart.continuity = .restarts(logEnd: 4_999)
        _ = cache.apply(restart)
        #expect(try cache.warm(database.queries) == .warmed(reached: []))
        #expect(cache.position(of: .balances) == 4_999)
    }
}
