import Postgres
import TestSupport
import Testing

@testable import Queries

/// 21: what a page of the transfers that were reversed, or were not, reads of a long history.
@Suite(.patient) struct ReversedTransferTests {
    private let fixture: QueryFixture
    private let ann = QueryFixture.ann

    init() throws {
        fixture = try QueryFixture()
    }

    private struct Row: Decodable {
        let id: Int64
    }

    /// 120,000 transfers from Ann to Bob with the ids from 1001 on, of which these were reversed.
    private func insert(reversed numbers: ClosedRange<Int>) throws {
        try fixture.database.owner.script(
            """
            INSERT INTO read.transactions
                (id, position, type, sender_id, receiver_id, amount, currency, status, recorded_at)
            SELECT 1000 + n, 1000 + n, 'transfer', 3, 7, 1, 'RUB', 'posted', '2026-01-05Z'
            FROM generate_series(1, 120000) AS n;
            INSERT INTO read.transactions
                (id, position, type, sender_id, receiver_id, amount, currency, status, recorded_at)
            VALUES (5, 5, 'opening_grant', -1, 3, 1000, 'RUB', 'posted', '2026-01-01Z');
            INSERT INTO read.reversals
            SELECT 1000 + n, 1000000 + n, 3, 7, '2026-01-05Z'
            FROM generate_series(\(numbers.lowerBound), \(numbers.upperBound)) AS n;
            ANALYZE read.transactions, read.reversals
            """
        )
    }

    /// The ids on each page, and the most rows that one of them has fetched.
    private func pages(
        _ status: TransactionStatus,
        upTo most: Int
    ) throws -> (ids: [[Int64]], fetched: Int64) {
        var (ids, largest, cursor): ([[Int64]], Int64, Cursor?) = ([], 0, nil)
        repeat {
            let page = try #require(cursor.map { Page(before: $0) } ?? .first)
            let before = try fetched()
            let filter = TransactionFilter(status: status)
            let answer = try #require(try fixture.ask(.transactions(ann, filter, page)))
            largest = max(largest, try fetched() - before)
            ids.append(try decoded([Row].self, from: answer.body).map(\.id))
            cursor = answer.next
        } while cursor != nil && ids.count < most
        return (ids, largest)
    }

    @Test func `21: few reversals in a long history are on the first page`() throws {
        try insert(reversed: 1...2)
        let (ids, fetched) = try pages(.reversed, upTo: 9)
        #expect(ids == [[1002, 1001]])
        #expect(fetched < 100)
    }

    @Test func `21: of many reversals a page reads no more than of any filter`() throws {
        let most = Listing.mostLookedAt
        try insert(reversed: 1...most)
        let (ids, fetched) = try pages(.reversed, upTo: 4)
        // The newest 70,000 were not reversed.
        let found = Array(ids.joined())
        #expect(ids.map(\.count) == [0, 50, 50, 50])
        #expect(found.first == 1_000 + Int64(most))
        #expect(found == found.sorted(by: >))
        #expect(fetched <= 4 * Int64(most) + 100)
    }

    @Test func `21: behind many reversals a page of those that stay ends as well`() throws {
        try insert(reversed: 1...120_000)
        let (ids, fetched) = try pages(.posted, upTo: 9)
        #expect(ids == [[], [], [5]])
        #expect(fetched <= 4 * Int64(Listing.mostLookedAt) + 100)
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
