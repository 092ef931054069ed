import Foundation
import Model
import Postgres
import TestSupport
import Testing

@testable import Queries

@Suite(.patient) struct TransactionStatusTests {
    private let fixture: QueryFixture
    private let ann = QueryFixture.ann

    init() throws {
        fixture = try QueryFixture()
    }

    private struct Listed: Decodable, Equatable {
        let id: Int64
        let status: String
        let expiresAt: String?
    }

    private func list(
        _ user: UserID,
        _ status: TransactionStatus?,
        _ page: Page
    ) throws -> (rows: [Listed], hasNext: Bool) {
        let question = Question.transactions(user, status: status, page)
        let answer = try #require(try fixture.ask(question))
        return (try decoded([Listed].self, from: answer.body), answer.hasNext)
    }

    /// Transfers of every status to and fro between ann and bob, and with others.
    private func history(of count: Int) throws {
        try fixture.database.owner.script(
            """
            CREATE TEMPORARY TABLE history AS
            SELECT n AS id, CASE n % 3 WHEN 0 THEN 3 WHEN 1 THEN 7 ELSE 9 END AS sender,
                CASE n % 3 WHEN 0 THEN 7 ELSE 3 END AS receiver,
                (ARRAY['pending', 'posted', 'voided', 'expired', 'reversed'])[1 + n / 3 % 5] AS status,
                n % 2 = 0 AS was_pending
            FROM generate_series(1, \(count)) AS n;
            INSERT INTO read.pending_transfers
            SELECT id, sender, receiver, 1, 'RUB', NULL,
                CASE status WHEN 'reversed' THEN 'posted' ELSE status END, NULL, '2100-02-01Z',
                '2026-01-01Z', NULL, NULL
            FROM history WHERE was_pending OR status NOT IN ('posted', 'reversed');
            INSERT INTO read.transactions
            SELECT id, 'transfer', sender, receiver, 1, 'RUB', NULL, NULL, 'posted', '2026-01-01Z'
            FROM history WHERE status IN ('posted', 'reversed');
            INSERT INTO read.reversals
            SELECT id, id + 1000000, sender, receiver, '2026-01-01Z'
            FROM history WHERE status = 'reversed';
            ANALYZE read.pending_transfers, read.transactions, read.reversals
            """
        )
    }

    @Test(arguments: TransactionStatus.allCases, [QueryFixture.ann, QueryFixture.bob])
    func `a list by status has the same transfers as the whole list, page by page`(
        status: TransactionStatus,
        user: UserID
    ) throws {
        try history(of: 120)
        let all = try list(user, nil, try fixture.page(0, 200)).rows
        let expected = all.filter { $0.status == status.rawValue }
        #expect(!expected.isEmpty)
        for limit in [1, 3, expected.count - 1, expected.count, 200] {
            var found: [Listed] = []
            var page: Page? = try fixture.page(0, limit)
            while let current = page {
                let (rows, hasNext) = try list(user, status, current)
                found += rows
                #expect(hasNext == (found.count < expected.count))
                page = hasNext ? current.following : nil
            }
            #expect(found == expected)
        }
    }

    @Test func `only pending transfers show a deadline`() throws {
        try history(of: 30)
        let all = try list(ann, nil, .first).rows
        #expect(all.contains { $0.status == "pending" })
        for row in all { #expect((row.expiresAt != nil) == (row.status == "pending")) }
    }

    @Test(arguments: TransactionStatus.allCases)
    func `the few transfers of a status are found without reading the many others`(
        status: TransactionStatus
    ) throws {
        try history(of: 15)
        let many = status == .posted ? "voided" : "posted"
        try fixture.database.owner.script(
            """
            INSERT INTO read.pending_transfers
            SELECT n, 3, 7, 1, 'RUB', NULL, '\(many)', NULL, '2100-02-01Z', '2026-01-01Z', NULL, NULL
            FROM generate_series(1001, 21000) AS n;
            INSERT INTO read.transactions
            SELECT transfer_id, 'transfer', 3, 7, 1, 'RUB', NULL, NULL, 'posted', '2026-01-01Z'
            FROM read.pending_transfers WHERE transfer_id > 1000 AND state = 'posted';
            ANALYZE read.pending_transfers, read.transactions
            """
        )
        let before = try fetched()
        let found = try list(ann, status, .first).rows
        let read = try fetched() - before
        #expect(found.count >= 2 && found.count < 10)
        #expect(found.allSatisfy { $0.status == status.rawValue })
        #expect(read > 0)
        // Those of the page, and again to see where it ends.
        #expect(read < 150)
    }

    /// Rows of the three tables that this session's statements have fetched.
    private func fetched() throws -> Int64 {
        try fixture.database.queries.execute("SELECT pg_stat_force_next_flush()")
        let rows = try fixture.database.queries.execute(
            """
            SELECT coalesce(sum(seq_tup_read + idx_tup_fetch), 0)::bigint
            FROM pg_stat_user_tables
            WHERE relid IN ('read.transactions'::regclass, 'read.pending_transfers'::regclass,
                'read.reversals'::regclass)
            """
        )
        return try rows.only().int64(0)
    }
}
