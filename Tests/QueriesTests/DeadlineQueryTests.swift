import Foundation
import Model
import Postgres
import TestSupport
import Testing

@testable import Cache
@testable import Queries

/// Answers from the database after deadlines without an event that ends them.
@Suite(.patient) struct DeadlineQueryTests {
    private let fixture: QueryFixture
    private let ann = QueryFixture.ann
    private let bob = QueryFixture.bob

    init() throws {
        fixture = try QueryFixture()
    }

    private struct Listed: Decodable, Equatable {
        let id: Int64
        let status: String?
        let state: String?
        let expiresAt: String?
    }

    private func list(_ question: Question) throws -> [Listed] {
        try decoded([Listed].self, from: try #require(try fixture.ask(question)).body)
    }

    private func statuses(_ user: UserID, _ status: TransactionStatus?) throws -> [String] {
        try list(.transactions(user, status: status, .first)).map { "\($0.id) \($0.status ?? "")" }
    }

    /// Ann has reserved 10 and 20 for bob, which is over, and 40 until far ahead; 5 that were
    /// voided, and 2 that were swept.
    private func reserve() throws {
        try fixture.database.owner.script(
            """
            INSERT INTO read.balances VALUES (3, 'EUR', 7, 0, 20), (3, 'RUB', 100, 70, 60);
            INSERT INTO read.pending_transfers VALUES
                (30, 3, 7, 10, 'RUB', NULL, 'pending', NULL, '2026-01-02Z', '2026-01-01Z', NULL, NULL),
                (32, 3, 7, 20, 'RUB', NULL, 'pending', NULL, '2026-01-03Z', '2026-01-01Z', NULL, NULL),
                (34, 3, 7, 40, 'RUB', NULL, 'pending', NULL, '2100-01-01Z', '2026-01-01Z', NULL, NULL),
                (36, 3, 7, 5, 'RUB', NULL, 'voided', NULL, '2026-01-03Z', '2026-01-01Z', '2026-01-01Z', 50),
                (38, 3, 7, 2, 'RUB', NULL, 'expired', NULL, '2026-01-03Z', '2026-01-01Z', '2026-01-04Z', 55)
            """
        )
    }

    private func balance() throws -> Answer {
        try #require(try fixture.ask(.balance(ann, .rub)))
    }

    // MARK: Money

    @Test func `reserved money is available from the deadline on`() throws {
        try reserve()
        let answer = try balance()
        #expect(
            answer.text == #"{"currency":"RUB","available":130,"pending":40,"position":60}"#
        )
        #expect(answer.validUntil == 4_102_444_800_000_000, "the next deadline")
        #expect(
            try fixture.text(.balances(ann))
                == #"[{"currency":"EUR","available":7,"pending":0,"position":20},"#
                + #"{"currency":"RUB","available":130,"pending":40,"position":60}]"#
        )
        #expect(try #require(try fixture.ask(.balances(ann))).validUntil == answer.validUntil)
        #expect(try #require(try fixture.ask(.balance(ann, .eur))).validUntil == nil)
        #expect(try fixture.text(.balance(bob, .rub))?.contains(#""available":0"#) == true)
    }

    @Test func `a sweep changes only positions`() throws {
        try reserve()
        let before = try (
            statuses(ann, nil), statuses(bob, .expired), fixture.text(.balance(ann, .rub))
        )
        try fixture.database.owner.script(
            """
            UPDATE read.pending_transfers
            SET state = 'expired', ended_at = '2026-01-05Z', ended_position = 80 + transfer_id
            WHERE transfer_id IN (30, 32);
            UPDATE read.balances SET available = 130, pending = 40 WHERE currency = 'RUB'
            """
        )
        #expect(try statuses(ann, nil) == before.0)
        #expect(try statuses(bob, .expired) == before.1)
        #expect(try fixture.text(.balance(ann, .rub)) == before.2)
    }

    @Test func `no reservation counts twice while one read model is ahead of the other`() throws {
        try reserve()
        // The balance has seen the sweep of both, and the transfers have not.
        try fixture.database.owner.script(
            """
            UPDATE read.balances SET available = 130, pending = 40, position = 90
            WHERE currency = 'RUB';
            UPDATE read.checkpoints SET position = 80 WHERE name = 'transactions'
            """
        )
        let answer = try balance()
        #expect(answer.text.contains(#""available":130,"pending":40"#))
        #expect(try #require(answer.validUntil) < 4_102_444_800_000_000, "not to be kept")
        // A reservation that the balance has not seen is not given back.
        try fixture.database.owner.script(
            """
            UPDATE read.balances SET available = 160, pending = 10, position = 31
            WHERE currency = 'RUB'
            """
        )
        #expect(try balance().text.contains(#""available":170,"pending":0"#))
    }

    @Test(arguments: [QueryFixture.ann, QueryFixture.bob])
    func `a transfer is expired from the deadline on, for both sides`(user: UserID) throws {
        try reserve()
        #expect(
            try statuses(user, nil)
                == ["38 expired", "36 voided", "34 pending", "32 expired", "30 expired"]
        )
        #expect(try statuses(user, .pending) == ["34 pending"])
        #expect(try statuses(user, .expired) == ["38 expired", "32 expired", "30 expired"])
        #expect(try statuses(user, .voided) == ["36 voided"])
        #expect(try statuses(user, .posted) == [])
        let rows = try list(.transactions(user, status: nil, .first))
        #expect(rows.map { $0.expiresAt != nil } == [false, false, true, false, false])
        let page = try #require(try fixture.ask(.transactions(user, status: .expired, .first)))
        #expect(page.validUntil == 4_102_444_800_000_000)
    }

    @Test func `pages of expired transfers include swept and overdue ones`() throws {
        try fixture.database.owner.script(
            """
            INSERT INTO read.pending_transfers
            SELECT n, CASE n % 2 WHEN 0 THEN 3 ELSE 7 END, CASE n % 2 WHEN 0 THEN 7 ELSE 3 END, 1,
                'RUB', NULL, (ARRAY['pending', 'expired'])[1 + n % 3 % 2], NULL,
                CASE n % 7 WHEN 0 THEN '2100-01-01Z' ELSE '2026-01-03Z' END::timestamptz,
                '2026-01-01Z', NULL, NULL
            FROM generate_series(1, 60) AS n;
            """
        )
        let whole = Question.transactions(ann, status: nil, try fixture.page(0, 100))
        let all = try list(whole).map { "\($0.id) \($0.status ?? "")" }
        for status in [TransactionStatus.pending, .expired] {
            let expected = all.filter { $0.hasSuffix(status.rawValue) }
            #expect(expected.count > 3)
            var found: [String] = []
            var page: Page? = try fixture.page(0, 4)
            while let current = page {
                let question = Question.transactions(ann, status: status, current)
                let answer = try #require(try fixture.ask(question))
                found += try list(question).map { "\($0.id) \($0.status ?? "")" }
                page = answer.hasNext ? current.following : nil
            }
            #expect(found == expected)
        }
    }

    @Test func `the few overdue transfers are found without reading the many pending ones`()
        throws
    {
        try reserve()
        try fixture.database.owner.script(
            """
            INSERT INTO read.pending_transfers
            SELECT n, 3, 7, 1, 'RUB', NULL, 'pending', NULL, '2100-01-01Z', '2026-01-01Z', NULL, NULL
            FROM generate_series(1001, 21000) AS n;
            ANALYZE read.pending_transfers
            """
        )
        let before = try fetched()
        #expect(try statuses(bob, .expired) == ["38 expired", "32 expired", "30 expired"])
        let read = try fetched() - before
        #expect(read > 0)
        #expect(read < 50)
    }

    /// Rows of the transfers that this session's statements have fetched.
    private func fetched() throws -> Int64 {
        try fixture.database.queries.execute("SELECT pg_stat_force_next_flush()")
        let rows = try fixture.database.queries.execute(
            """
            SELECT coalesce(sum(seq_tup_read + idx_tup_fetch), 0)::bigint
            FROM pg_stat_user_tables WHERE relid = 'read.pending_transfers'::regclass
            """
        )
        return try rows.only().int64(0)
    }

    // MARK: Seats

    /// Of slot 1 three seats are held, of which two until times that are over; slot 2 is full with
    /// one such seat.
    private func hold() throws {
        try fixture.database.owner.script(
            """
            INSERT INTO read.slot_availability VALUES
                (1, 'Chess', 10, 3, 1, NULL, '2026-01-01Z', 60),
                (2, 'Go', 1, 1, 0, NULL, '2026-01-01Z', 60);
            INSERT INTO read.holds VALUES
                (30, 1, 3, 'held', '2026-01-02Z', '2026-01-01Z', '2026-01-01Z', 30),
                (32, 1, 3, 'held', '2026-01-03Z', '2026-01-01Z', '2026-01-01Z', 32),
                (34, 1, 3, 'held', '2100-01-01Z', '2026-01-01Z', '2026-01-01Z', 34),
                (36, 1, 7, 'confirmed', '2026-01-02Z', '2026-01-01Z', '2026-01-01Z', 40),
                (38, 2, 3, 'held', '2026-01-02Z', '2026-01-01Z', '2026-01-01Z', 38),
                (40, 1, 3, 'expired', '2026-01-02Z', '2026-01-01Z', '2026-01-04Z', 50)
            """
        )
    }

    @Test func `a seat is free from the deadline on`() throws {
        try hold()
        let slot = try #require(try fixture.ask(.slot(SlotID(1))))
        #expect(slot.text.contains(#""held":1,"confirmed":1,"remaining":8"#))
        #expect(slot.validUntil == 4_102_444_800_000_000)
        let all = try #require(try fixture.ask(.availability()))
        #expect(
            all.text
                == #"[{"slot_id":1,"capacity":10,"remaining":8},"#
                + #"{"slot_id":2,"capacity":1,"remaining":1}]"#
        )
        #expect(all.validUntil == 4_102_444_800_000_000)
        #expect(try fixture.text(.availability(onlyAvailable: true)) == all.text)
    }

    @Test func `no seat counts twice while one read model is ahead of the other`() throws {
        try hold()
        try fixture.database.owner.script(
            """
            UPDATE read.slot_availability SET held = 1, position = 90 WHERE slot_id = 1;
            UPDATE read.checkpoints SET position = 80 WHERE name = 'holds'
            """
        )
        let slot = try #require(try fixture.ask(.slot(SlotID(1))))
        #expect(slot.text.contains(#""held":1,"confirmed":1,"remaining":8"#))
        #expect(try #require(slot.validUntil) < 4_102_444_800_000_000)
        let all = try #require(try fixture.ask(.availability()))
        #expect(all.text.contains(#"{"slot_id":1,"capacity":10,"remaining":8}"#))
        #expect(all.text.contains(#"{"slot_id":2,"capacity":1,"remaining":1}"#))
        #expect(try #require(all.validUntil) < 4_102_444_800_000_000)
    }

    @Test func `a hold is expired from the deadline on, and shows the deadline as its last change`()
        throws
    {
        try hold()
        let rows = try list(.holds(ann, .first))
        #expect(rows.map(\.state) == ["expired", "expired", "held", "expired", "expired"])
        let before = try #require(try fixture.ask(.holds(ann, .first)))
        #expect(before.validUntil == 4_102_444_800_000_000)
        try fixture.database.owner.script(
            """
            UPDATE read.holds SET state = 'expired', updated_at = '2026-01-05Z', position = 70
            WHERE state = 'held' AND expires_at < '2027-01-01Z'
            """
        )
        #expect(try fixture.text(.holds(ann, .first)) == before.text)
        #expect(try fixture.text(.holds(bob, .first))?.contains("confirmed") == true)
    }

    // MARK: In memory

    @Test func `a warm cache gives the database's answers before, at and after deadlines`() throws {
        try reserve()
        try hold()
        try fixture.database.owner.script("UPDATE read.balances SET position = 60")
        let cache = WarmCache()
        _ = try cache.warm(fixture.database.queries)
        let now = try fixture.database.owner.execute("SELECT now()").only().timestamp(0)
        for question in [
            Question.balance(ann, .rub), .balance(ann, .eur), .balances(ann), .balances(bob),
            .slot(SlotID(1)), .slot(SlotID(2)), .availability(),
            .availability(onlyAvailable: true),
        ] {
            let held = try #require(cache.held(question, now: now))
            #expect(try held.text == fixture.text(question), "\(question)")
        }
        let first = try #require(cache.held(.balance(ann, .rub), now: 0)).text
        #expect(first.contains(#""available":100,"pending":70"#))
        #expect(cache.figures.driftedRows == 0)
    }
}
