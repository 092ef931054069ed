import Model
import Postgres
import TestSupport
import Testing

@testable import Queries

/// 20 and 21: the order of a user's transfers, what belongs together, and what can be asked for.
@Suite(.patient) struct TransactionFilterTests {
    private let fixture: QueryFixture
    private let ann = QueryFixture.ann

    /// The days of January 2026 begin at these positions: the 1st at 1, the 2nd at 21, and so on.
    init() throws {
        fixture = try QueryFixture()
        try fixture.database.owner.script(
            """
            INSERT INTO log.batches
            SELECT 20 * n, 20 * n - 19, sha256(''), sha256(''), '2026-01-01Z'::timestamptz + n * interval '1 day'
                - interval '1 day'
            FROM generate_series(1, 5) AS n;
            INSERT INTO read.pending_transfers VALUES
                (3, 3, 7, 500, 'RUB', 'boat', 'posted', 400, '2100-01-01Z', '2026-01-01Z',
                    '2026-01-04Z', 66),
                (5, 7, 3, 60, 'EUR', NULL, 'pending', NULL, '2100-01-01Z', '2026-01-01Z', NULL,
                    NULL),
                (41, 3, 7, 70, 'RUB', NULL, 'voided', NULL, '2100-01-01Z', '2026-01-03Z',
                    '2026-01-04Z', 70);
            INSERT INTO read.transactions VALUES
                (1, 'opening_grant', -1, 3, 1000, 'RUB', NULL, NULL, 'posted', '2026-01-01Z', 1,
                    NULL, NULL),
                (3, 'transfer', 3, 7, 400, 'RUB', 'boat', NULL, 'posted', '2026-01-04Z', 64,
                    NULL, NULL),
                (21, 'payment', 3, -2, 30, 'RUB', NULL, 19, 'posted', '2026-01-02Z', 21,
                    NULL, NULL),
                (23, 'transfer', 9, 3, 80, 'RUB', 'Lunch 50%', NULL, 'posted', '2026-01-02Z', 23,
                    NULL, NULL),
                (43, 'exchange', 3, -3, 925, 'RUB', NULL, NULL, 'posted', '2026-01-03Z', 43, 43,
                    '0.0108'),
                (45, 'exchange', -3, 3, 10, 'USD', NULL, NULL, 'posted', '2026-01-03Z', 45, 43,
                    '0.0108'),
                (81, 'reversal', 3, 9, 80, 'RUB', NULL, NULL, 'posted', '2026-01-05Z', 81,
                    NULL, NULL);
            INSERT INTO read.reversals VALUES (23, 81, 9, 3, '2026-01-05Z')
            """
        )
    }

    private struct Row: Decodable {
        let id: Int64
        let timestamp: String
        let orderID: Int64?
        let reverses: Int64?
        let reversedBy: Int64?
        let exchangeID: Int64?
        let rate: String?

        enum CodingKeys: String, CodingKey {
            case id, timestamp
            case orderID = "orderId"
            case reverses, reversedBy
            case exchangeID = "exchangeId"
            case rate
        }
    }

    private func rows(
        status: TransactionStatus? = nil,
        _ change: (inout TransactionFilter) -> Void = { _ in }
    ) throws -> [Row] {
        var filter = TransactionFilter(status: status)
        change(&filter)
        let answer = try #require(try fixture.ask(.transactions(ann, filter, .first)))
        return try decoded([Row].self, from: answer.body)
    }

    private func ids(
        status: TransactionStatus? = nil,
        _ change: (inout TransactionFilter) -> Void
    ) throws -> [Int64] {
        try rows(status: status, change).map(\.id)
    }

    @Test func `20: the list has the order of the times that it shows, under any paging`() throws {
        let all = try rows()
        #expect(all.map(\.id) == [81, 3, 45, 43, 41, 23, 21, 5, 1])
        #expect(all.map(\.timestamp) == all.map(\.timestamp).sorted(by: >))
        for limit in 1...9 {
            var found: [Int64] = []
            for skip in stride(from: 0, to: 9, by: limit) {
                let page = try fixture.page(skip, limit)
                let answer = try #require(
                    try fixture.ask(.transactions(ann, TransactionFilter(), page))
                )
                found += try decoded([Row].self, from: answer.body).map(\.id)
            }
            #expect(found == all.map(\.id))
        }
    }

    /// As the document says of `before`: only a list as of one moment could do more.
    @Test
    func `20: a transfer that is posted between two pages is on the first page from then on`()
        throws
    {
        func page(_ page: Page) throws -> (ids: [Int64], next: Cursor?) {
            let answer = try #require(
                try fixture.ask(.transactions(ann, TransactionFilter(), page))
            )
            return (try decoded([Row].self, from: answer.body).map(\.id), answer.next)
        }
        let first = try page(fixture.page(0, 5))
        #expect(first.ids == [81, 3, 45, 43, 41])
        try fixture.database.owner.script(
            """
            UPDATE read.pending_transfers SET state = 'posted', posted_amount = 60 WHERE transfer_id = 5;
            INSERT INTO read.transactions VALUES (5, 'transfer', 7, 3, 60, 'EUR', NULL, NULL, 'posted',
                '2026-01-05Z', 90, NULL, NULL)
            """
        )
        let cursor = try #require(first.next)
        #expect(try page(#require(Page(before: cursor, limit: 5))).ids == [23, 21, 1])
        #expect(try page(fixture.page(0, 5)).ids == [5, 81, 3, 45, 43])
    }

    @Test func `21: rows that belong together name each other`() throws {
        let byID = Dictionary(uniqueKeysWithValues: try rows().map { ($0.id, $0) })
        #expect(byID[21]?.orderID == 19)
        #expect(byID[81]?.reverses == 23 && byID[81]?.reversedBy == nil)
        #expect(byID[23]?.reversedBy == 81 && byID[23]?.reverses == nil)
        #expect(byID[43]?.exchangeID == 43 && byID[43]?.rate == "0.0108")
        #expect(byID[45]?.exchangeID == 43 && byID[45]?.rate == "0.0108")
        #expect(byID[1].map { $0.orderID ?? $0.reverses ?? $0.exchangeID } == .some(nil))
    }

    private static let day: Int64 = 86_400_000_000
    private static let january: Int64 = 1_767_225_600_000_000

    @Test func `21: each property of a filter leaves out the others`() throws {
        let (day, january) = (Self.day, Self.january)
        #expect(try ids { $0.from = january + 2 * day } == [81, 3, 45, 43, 41])
        #expect(try ids { $0.to = january + 2 * day } == [23, 21, 5, 1])
        #expect(
            try ids {
                $0.from = january + day
                $0.to = january + 3 * day
            } == [45, 43, 41, 23, 21]
        )
        #expect(try ids { $0.type = "exchange" } == [45, 43])
        #expect(try ids { $0.type = "transfer" } == [3, 41, 23, 5])
        #expect(try ids { $0.direction = .incoming } == [45, 23, 5, 1])
        #expect(try ids { $0.direction = .outgoing } == [81, 3, 43, 41, 21])
        #expect(try ids { $0.currency = .usd } == [45])
        #expect(try ids { $0.least = 400 } == [3, 43, 1])
        #expect(try ids { $0.most = 60 } == [45, 21, 5])
        #expect(try ids { $0.memo = "LUNCH 50%" } == [23])
        #expect(try ids { $0.memo = "%" } == [23])
    }

    /// The test database has the C locale, whose `lower` knows ASCII alone.
    @Test(arguments: [
        ("аренда", "Аренда за май"), ("АРЕНДА", "аренда"), ("ЁЛКА", "ёлка"), ("ärger", "ÄRGER"),
        ("ΟΔΌΣ", "οδός"), ("οδός", "ΟΔΌΣ"), ("straẞe", "Straße"), ("straße", "STRASSE"),
        (#"a.b*(c)[d]\e^$|{1}+?"#, #"x A.B*(C)[D]\E^$|{1}+? y"#), ("***=a", "***=A"),
        ("(?i)", "(?I)"),
        ("👍🏽 OK", "👍🏽 ok"), ("%_", "%_"),
    ])
    func `21: a memo is found in any letter case, on any database`(
        text: String,
        memo: String
    ) throws {
        try fixture.database.owner.execute(
            "UPDATE read.transactions SET memo = $1 WHERE id = 21",
            [.text(memo)]
        )
        #expect(try ids { $0.memo = text } == [21])
    }

    @Test(arguments: ["a.c", "[abc]", "ab*", "a|x", "^abc", "abc$", ".", "bca", "ÄBC"])
    func `21: a memo that does not have the text is not found`(text: String) throws {
        try fixture.database.owner.script("UPDATE read.transactions SET memo = 'abc' WHERE id = 21")
        #expect(try ids { $0.memo = text } == [])
    }

    @Test(
        arguments: [
            ("bob", [3, 41, 5]), ("Bob", [3, 41, 5]), ("7", [3, 41, 5]),
            ("house", [1]), ("liquidity", [45, 43]), ("-3", [45, 43]), ("9", [81, 23]),
            ("nobody", []),
        ] as [(String, [Int64])]
    )
    func `21: a counterparty is found by name and by id`(name: String, found: [Int64]) throws {
        let counterparty = TransactionFilter.Counterparty(id: Int64(name), name: name)
        #expect(try ids { $0.counterparty = counterparty } == found)
        #expect(
            try ids {
                $0.counterparty = counterparty
                $0.currency = .usd
            } == found.filter { $0 == 45 }
        )
    }

    private static let reference = "INV-2041"

    /// Two movements, one posted late, and transfers of each status that moved nothing.
    private func giveReferences() throws {
        try fixture.database.owner.script(
            """
            UPDATE read.transactions SET reference = '\(Self.reference)', metadata = '{"a":"b"}'
            WHERE id IN (3, 23, 43);
            UPDATE read.transactions SET reference = 'INV-204' WHERE id = 45;
            UPDATE read.pending_transfers SET reference = '\(Self.reference)'
            """
        )
    }

    @Test func `transfers are found by their whole reference, of every status and on both sides`()
        throws
    {
        try giveReferences()
        #expect(try ids { $0.reference = Self.reference } == [3, 43, 41, 23, 5])
        #expect(try ids { $0.reference = "INV-204" } == [45])
        #expect(try ids { $0.reference = "inv-2041" } == [])
        #expect(try ids(status: .posted) { $0.reference = Self.reference } == [3, 43])
        #expect(try ids(status: .reversed) { $0.reference = Self.reference } == [23])
        #expect(try ids(status: .voided) { $0.reference = Self.reference } == [41])
        #expect(try ids(status: .pending) { $0.reference = Self.reference } == [5])
        #expect(try ids(status: .expired) { $0.reference = Self.reference } == [])
    }

    @Test func `a reference goes with every other property of a filter`() throws {
        try giveReferences()
        func ids(_ change: (inout TransactionFilter) -> Void) throws -> [Int64] {
            try self.ids { filter in
                filter.reference = Self.reference
                change(&filter)
            }
        }
        #expect(try ids { $0.direction = .incoming } == [23, 5])
        #expect(try ids { $0.currency = .eur } == [5])
        #expect(try ids { $0.least = 400 } == [3, 43])
        #expect(try ids { $0.memo = "lunch" } == [23])
        #expect(try ids { $0.from = Self.january + 2 * Self.day } == [3, 43, 41])
        for (name, found) in [("bob", [3, 41, 5]), ("liquidity", [43]), ("9", [23]), ("me", [])] {
            let other = TransactionFilter.Counterparty(id: Int64(name), name: name)
            #expect(try ids { $0.counterparty = other } == found.map(Int64.init))
        }
    }

    @Test func `a reference in a long history is found by index`() throws {
        try fixture.database.owner.script(
            """
            INSERT INTO read.transactions
                (id, position, type, sender_id, receiver_id, amount, currency, status, recorded_at,
                    reference)
            SELECT 1000 + n, 1000 + n, 'transfer', 3, 7, 1, 'RUB', 'posted', '2026-01-05Z',
                CASE WHEN n % 2 = 0 THEN 'REF-' || n / 2000 END
            FROM generate_series(1, 100000) AS n;
            ANALYZE read.transactions
            """
        )
        let before = try fetched()
        #expect(try ids { $0.reference = "REF-7" }.count == 50)
        #expect(try ids { $0.reference = "REF-none" } == [])
        #expect(try fetched() - before < 200)
    }

    @Test func `a transfer shows its reference and metadata to both sides`() throws {
        try giveReferences()
        for user in [ann, QueryFixture.bob] {
            let viewer = Viewer(user: user, isAdministrator: false)
            let text = try fixture.text(.thing(.transfer(TransferID(3)), viewer))
            #expect(text?.hasSuffix(#""reference":"INV-2041","metadata":{"a":"b"}}"#) == true)
        }
    }

    @Test func `21: filters and a status are both kept to`() throws {
        #expect(try ids(status: .posted) { $0.direction = .incoming } == [45, 1])
        #expect(try ids(status: .reversed) { $0.currency = .rub } == [23])
        #expect(try ids(status: .reversed) { $0.currency = .usd } == [])
        #expect(try ids(status: .voided) { $0.type = "transfer" } == [41])
        #expect(try ids(status: .pending) { $0.most = 60 } == [5])
        #expect(try ids(status: .expired) { $0.memo = "x" } == [])
    }

    @Test func `21: a counterparty in a long history is found by index`() throws {
        try fixture.database.owner.script(
            """
            INSERT INTO read.transactions
            SELECT n, 'transfer', 3, 1000 + n, 1, 'RUB', NULL, NULL, 'posted', '2026-01-05Z'
            FROM generate_series(1001, 21000) AS n;
            ANALYZE read.transactions
            """
        )
        let before = try fetched()
        let bob = TransactionFilter.Counterparty(id: nil, name: "bob")
        #expect(try ids { $0.counterparty = bob } == [3, 41, 5])
        #expect(try fetched() - before < 100)
    }

    @Test func `21: a filter without a match ends after some rows, and says where to go on`() throws
    {
        let (many, most) = (120_000, Listing.mostLookedAt)
        try fixture.database.owner.script(
            """
            INSERT INTO read.transactions
                (id, position, type, sender_id, receiver_id, amount, currency, memo, status,
                    recorded_at)
            SELECT 1000 + n, 1000 + n, 'transfer', 3, 7, 1, 'RUB',
                CASE WHEN n = 1 THEN 'needle' ELSE 'hay' END, 'posted', '2026-01-05Z'
            FROM generate_series(1, \(many)) AS n;
            ANALYZE read.transactions
            """
        )
        for change: (inout TransactionFilter) -> Void in [
            { $0.memo = "Needle" },
            { filter in
                filter.memo = "needle"
                filter.counterparty = TransactionFilter.Counterparty(id: 7, name: "7")
            },
        ] {
            var filter = TransactionFilter()
            change(&filter)
            var (pages, cursor): ([[Int64]], Cursor?) = ([], nil)
            repeat {
                let page = try #require(cursor.map { Page(before: $0) } ?? .first)
                let before = try fetched()
                let answer = try #require(try fixture.ask(.transactions(ann, filter, page)))
                // The rows of both sides, and the places where they end.
                #expect(try fetched() - before <= 4 * Int64(most) + 100)
                pages.append(try decoded([Row].self, from: answer.body).map(\.id))
                cursor = answer.next
            } while cursor != nil
            #expect(pages == [[], [], [1001]])
        }
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
