import Foundation
import Postgres
import TestSupport
import Testing

@testable import Queries

@Suite(.patient) struct TransactionListTests {
    private let fixture: QueryFixture
    private let ann = QueryFixture.ann
    private let bob = QueryFixture.bob

    init() throws {
        fixture = try QueryFixture()
    }

    private func ask(_ question: Question) throws -> Answer? { try fixture.ask(question) }
    private func text(_ question: Question) throws -> String? { try fixture.text(question) }
    private func page(_ skip: Int, _ limit: Int) throws -> Page { try fixture.page(skip, limit) }

    @Test func `pending transfers are listed among the others with their outcome`() throws {
        try fixture.database.owner.script(
            """
            INSERT INTO read.pending_transfers VALUES
                (20, 3, 7, 10, 'RUB', 'a', 'pending', NULL, '2100-02-01Z', '2026-01-01Z',
                    NULL, NULL),
                (22, 7, 3, 11, 'RUB', NULL, 'voided', NULL, '2026-02-01Z', '2026-01-01Z',
                    '2026-01-02Z', 40),
                (24, 3, 7, 12, 'EUR', NULL, 'expired', NULL, '2026-02-01Z', '2026-01-01Z',
                    '2026-02-01Z', 50),
                (26, 3, 7, 13, 'RUB', NULL, 'posted', 8, '2026-02-01Z', '2026-01-01Z',
                    '2026-01-02Z', 64);
            INSERT INTO read.transactions VALUES
                (26, 'transfer', 3, 7, 8, 'RUB', NULL, NULL, 'posted', '2026-01-02Z'),
                (30, 'transfer', 3, 7, 9, 'RUB', NULL, NULL, 'posted', '2026-01-01Z'),
                (70, 'reversal', 7, 3, 9, 'RUB', NULL, NULL, 'posted', '2026-01-02Z'),
                (80, 'exchange', 3, -3, 5, 'RUB', NULL, NULL, 'posted', '2026-01-02Z');
            UPDATE read.transactions SET position = 62 WHERE id = 26;
            INSERT INTO read.reversals VALUES (30, 70, 3, 7, '2026-01-02Z')
            """
        )
        let rows = try parse(.transactions(ann, status: nil, .first))
        #expect(
            rows.map { "\($0.id) \($0.type) \($0.amount) \($0.status)" } == [
                "80 exchange 5 posted", "70 reversal 9 posted", "26 transfer 8 posted",
                "30 transfer 9 reversed", "24 transfer 12 expired", "22 transfer 11 voided",
                "20 transfer 10 pending",
            ]
        )
        #expect(rows.first?.receiver == "liquidity")
        #expect(rows.filter { $0.expiresAt != nil }.map(\.id) == [20])
        #expect(rows.last?.expiresAt == "2100-02-01T00:00:00Z")
        #expect(
            try parse(.transactions(bob, status: nil, .first)).map(\.id)
                == [70, 26, 30, 24, 22, 20]
        )
        for limit in 1...7 {
            var found: [Int64] = []
            for skip in stride(from: 0, to: 7, by: limit) {
                found += try parse(.transactions(ann, status: nil, try page(skip, limit))).map(\.id)
            }
            #expect(found == rows.map(\.id))
        }
    }

    private struct Listed: Decodable {
        let id: Int64
        let type: String
        let amount: Int64
        let status: String
        let receiver: String?
        let expiresAt: String?
    }

    private func parse(_ question: Question) throws -> [Listed] {
        let answer = try #require(try ask(question))
        return try decoded([Listed].self, from: answer.body)
    }

    @Test func `a user's transactions come newest first, with the names of both sides`() throws {
        try fixture.database.owner.script(
            """
            INSERT INTO read.transactions VALUES
                (5, 'opening_grant', -1, 3, 100000, 'RUB', NULL, NULL, 'posted', '2026-01-01Z'),
                (11, 'transfer', 3, 7, 250, 'RUB', 'tea "green"', NULL, 'posted',
                    '2026-01-02 03:04:05.6Z'),
                (12, 'payment', 7, -2, 1, 'RUB', NULL, 40, 'posted', '2026-01-02Z'),
                (13, 'transfer', 9, 3, 7, 'RUB', NULL, NULL, 'posted', '2026-01-02Z')
            """
        )
        #expect(
            try text(.transactions(ann, status: nil, .first))
                == #"[{"id":13,"type":"transfer","sender_id":9,"receiver_id":3,"sender":null,"#
                + #""receiver":"ann","amount":7,"currency":"RUB","memo":null,"status":"posted","#
                + #""expires_at":null,"timestamp":"2026-01-02T00:00:00Z","order_id":null,"reverses":null,"#
                + #""reversed_by":null,"exchange_id":null,"rate":null,"reference":null,"metadata":null},"#
                + #"{"id":11,"type":"transfer","sender_id":3,"receiver_id":7,"sender":"ann","#
                + #""receiver":"bob","amount":250,"currency":"RUB","memo":"tea \"green\"","#
                + #""status":"posted","expires_at":null,"timestamp":"2026-01-02T03:04:05.600000Z","#
                + #""order_id":null,"reverses":null,"#
                + #""reversed_by":null,"exchange_id":null,"rate":null,"reference":null,"metadata":null},"#
                + #"{"id":5,"type":"opening_grant","sender_id":-1,"receiver_id":3,"#
                + #""sender":"house","receiver":"ann","amount":100000,"currency":"RUB","#
                + #""memo":null,"status":"posted","expires_at":null,"timestamp":"2026-01-01T00:00:00Z","#
                + #""order_id":null,"reverses":null,"#
                + #""reversed_by":null,"exchange_id":null,"rate":null,"reference":null,"metadata":null}]"#
        )
        let bobs = try text(.transactions(bob, status: nil, .first))
        #expect(try #require(bobs).contains(#""receiver":"sales""#))
    }

    @Test func `pages of transactions join to the whole list without repetition`() throws {
        try fixture.database.owner.script(
            """
            INSERT INTO read.transactions
            SELECT n, 'transfer', CASE n % 3 WHEN 0 THEN 3 ELSE 7 END,
                CASE n % 3 WHEN 0 THEN 7 WHEN 1 THEN 3 ELSE 9 END,
                n, 'RUB', NULL, NULL, 'posted', '2026-01-01Z'
            FROM generate_series(1, 60) AS n
            """
        )
        let expected = (1...60).reversed().filter { $0 % 3 != 2 }.map { "\"id\":\($0)," }
        for limit in [1, 7, 20, 39, 40, 41] {
            var found: [String] = []
            var page: Page? = try page(0, limit)
            while let current = page {
                let answer = try #require(try ask(.transactions(ann, status: nil, current)))
                found += answer.text.split(separator: "{").compactMap { part in
                    part.firstIndex(of: ",").map { String(part[...$0]) }
                }
                #expect(answer.hasNext == (found.count < expected.count))
                page = answer.hasNext ? current.following : nil
            }
            #expect(found == expected)
        }
        let beyond = try #require(try ask(.transactions(ann, status: nil, try self.page(40, 10))))
        #expect(beyond.text == "[]")
        #expect(!beyond.hasNext)
    }

    @Test func `a small page of a long history reads only the rows that it shows`()
        throws
    {
        try fixture.database.owner.script(
            """
            INSERT INTO read.transactions
            SELECT n, 'transfer', 3, 1000 + n, 1, 'RUB', NULL, NULL, 'posted', '2026-01-01Z'
            FROM generate_series(1, 20000) AS n;
            INSERT INTO read.transactions
            SELECT n, 'transfer', n, n + 1, 1, 'RUB', NULL, NULL, 'posted', '2026-01-02Z'
            FROM generate_series(30001, 50000) AS n;
            ANALYZE read.transactions
            """
        )
        let before = try fetched()
        let answer = try #require(try ask(.transactions(ann, status: nil, try page(0, 10))))
        #expect(answer.hasNext)
        let read = try fetched() - before
        #expect(read > 0)
        #expect(read < 50)
    }

    /// Rows of read.transactions that this session's statements have fetched.
    private func fetched() throws -> Int64 {
        try fixture.database.queries.execute("SELECT pg_stat_force_next_flush()")
        let rows = try fixture.database.queries.execute(
            """
            SELECT coalesce(seq_tup_read + idx_tup_fetch, 0)
            FROM pg_stat_user_tables WHERE relid = 'read.transactions'::regclass
            """
        )
        return try rows.only().int64(0)
    }
}
