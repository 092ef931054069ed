import Model
import Postgres
import TestSupport
import Testing

@testable import Queries

/// Number 15: pages that begin at a cursor.
@Suite(.patient) struct CursorTests {
    private let fixture: QueryFixture
    private static let ann = QueryFixture.ann

    init() throws {
        fixture = try QueryFixture()
    }

    @Test(arguments: [
        Cursor([.integer(42)], in: 7), Cursor([.integer(.min)], in: .max),
        Cursor([.text("Ünïversal \u{1F6B2}"), .text("")], in: 0), Cursor([], in: 1),
    ])
    func `a cursor comes back from its text`(_ cursor: Cursor) {
        #expect(Cursor(text: cursor.text) == cursor)
        #expect(cursor.text.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) })
    }

    @Test(arguments: [
        "", "0", "x", "00000000", "0000000000", "000000070100000000000000", "skip=50",
        Cursor([.integer(42)], in: 7).text.uppercased(), Cursor([.integer(42)], in: 7).text + "00",
    ])
    func `a text that is no cursor is refused`(_ text: String) {
        #expect(Cursor(text: text) == nil)
    }

    @Test func `a cursor with any digit changed is refused`() {
        let text = Array(Cursor([.integer(42), .text("a")], in: 7).text)
        for place in text.indices {
            var changed = text
            changed[place] = text[place] == "0" ? "1" : "0"
            #expect(Cursor(text: String(changed)) == nil)
        }
    }

    /// A list, and SQL that adds a row with a number to it.
    struct Paged: Sendable, CustomTestStringConvertible {
        let name: String
        let question: @Sendable (Page) -> Question
        let insert: @Sendable (Int) -> String

        var testDescription: String { name }
    }

    private static func day(_ number: Int) -> String {
        "'2026-01-01Z'::timestamptz + '\(number) s'"
    }

    static let lists = [
        Paged(
            name: "shops",
            question: { .shops($0) },
            insert: {
                "INSERT INTO read.shops VALUES (\($0), 'a', 'b', 'c', '2026-01-01Z', \($0))"
            }
        ),
        Paged(
            name: "holds",
            question: { .holds(ann, $0) },
            insert: {
                """
                INSERT INTO read.holds
                VALUES (\($0), 1, 3, 'confirmed', '2030-01-01Z', \(day($0)), \(day($0)), \($0))
                """
            }
        ),
        Paged(
            name: "users",
            question: { .users(named: nil, $0) },
            insert: { "INSERT INTO read.users VALUES (\($0), '[]', '2026-01-01Z', \($0))" }
        ),
        Paged(
            name: "slots",
            question: { .slotAvailability(SlotFilter(), $0) },
            insert: {
                """
                INSERT INTO read.slot_availability
                VALUES (\($0), 'a', 9, 0, 0, NULL, '2026-01-01Z', \($0))
                """
            }
        ),
        Paged(
            name: "services",
            question: { .services($0) },
            insert: {
                """
                INSERT INTO read.services
                VALUES ('00000000-0000-0000-0000-\(format(12, $0))', 'Name \($0 % 3)', 'b',
                    'listed', \($0))
                """
            }
        ),
        Paged(
            name: "sessions",
            question: { .own(.sessions, ann, $0) },
            insert: {
                """
                INSERT INTO read.sessions
                VALUES (\($0), 3, '2026-01-01Z', '2100-01-01Z', NULL, \($0))
                """
            }
        ),
        Paged(
            name: "invitations",
            question: { .own(.invitations, ann, $0) },
            insert: {
                """
                INSERT INTO read.invitations
                VALUES (\($0), 'open', 3, '2026-01-01Z', '2100-01-01Z', NULL, NULL, \($0))
                """
            }
        ),
        Paged(
            name: "transfers",
            question: { .transactions(ann, TransactionFilter(), $0) },
            insert: { transfer($0) }
        ),
        Paged(
            name: "transfers with a reference",
            question: { page in .transactions(ann, filter { $0.reference = "R" }, page) },
            insert: { "\(transfer($0)); UPDATE read.transactions SET reference = 'R'" }
        ),
        Paged(
            name: "holds with a reference",
            question: { .holds(ann, reference: "R", $0) },
            insert: {
                """
                INSERT INTO read.holds
                VALUES (\($0), 1, 3, 'confirmed', '2030-01-01Z', \(day($0)), \(day($0)), \($0), 'R')
                """
            }
        ),
        Paged(
            name: "transfers in a currency",
            question: { page in .transactions(ann, filter { $0.currency = .rub }, page) },
            insert: { transfer($0) }
        ),
        Paged(
            name: "transfers with a counterparty",
            question: { page in
                let bob = TransactionFilter.Counterparty(id: nil, name: "bob")
                return .transactions(ann, filter { $0.counterparty = bob }, page)
            },
            insert: { transfer($0) }
        ),
    ]

    private static func filter(_ change: (inout TransactionFilter) -> Void) -> TransactionFilter {
        var filter = TransactionFilter()
        change(&filter)
        return filter
    }

    /// Older ones have greater ids, as those have that were reserved later and moved sooner.
    private static func transfer(_ number: Int) -> String {
        """
        INSERT INTO read.transactions VALUES (\(1_000 - number), 'transfer', 3, 7, 1, 'RUB', NULL,
            NULL, 'posted', '2026-01-01Z', \(number))
        """
    }

    private static func format(_ digits: Int, _ number: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: digits - text.count) + text
    }

    @Test(arguments: lists)
    func `each row comes exactly once while rows are added`(_ list: Paged) throws {
        let known = Array(100..<130)
        try fixture.database.owner.script(known.map(list.insert).joined(separator: ";"))
        let before = try all(list, limit: 1_000, adding: [])
        // Newer and older ones, before and after the place that is being read.
        let seen = try all(list, limit: 4, adding: Array(20..<30) + Array(200..<210))
        #expect(Set(seen).count == seen.count)
        #expect(Set(before).isSubset(of: seen))
        #expect(seen.filter(before.contains) == before)
    }

    @Test(arguments: lists, [1, 7, 29, 30, 31])
    func `pages of any size are the whole list`(_ list: Paged, _ limit: Int) throws {
        try fixture.database.owner.script((100..<130).map(list.insert).joined(separator: ";"))
        #expect(try all(list, limit: limit, adding: []) == all(list, limit: 1_000, adding: []))
    }

    /// The first members of all rows, page by page; one row is added after each page.
    private func all(_ list: Paged, limit: Int, adding added: [Int]) throws -> [String] {
        var added = added
        var rows: [String] = []
        var page = try #require(Page(limit: limit))
        while true {
            let answer = try #require(try fixture.ask(list.question(page)))
            let found = answer.text.matches(of: #/\{"(?:slot_)?id":("[^"]*"|\d+)/#)
            rows += found.map { String($0.output.1) }
            guard let next = answer.next else { return rows }
            page = try #require(Page(before: next, limit: limit))
            if let number = added.popLast() {
                try fixture.database.owner.script(list.insert(number))
            }
        }
    }

    @Test func `nothing is out of reach behind a cursor`() throws {
        try fixture.database.owner.script(
            """
            INSERT INTO read.shops
            SELECT n, 'a', 'b', 'c', '2026-01-01Z', n FROM generate_series(1, 11100) AS n
            """
        )
        let deep = try fixture.page(Page.maximumSkip, 1_000)
        let answer = try #require(try fixture.ask(.shops(deep)))
        let next = try #require(answer.next)
        let last = try #require(Page(before: next, limit: 1_000))
        let rest = try #require(try fixture.ask(.shops(last)))
        #expect(rest.next == nil)
        #expect(rest.text.hasPrefix(#"[{"id":100,"#))
        #expect(rest.text.contains(#"{"id":1,"name""#))
    }

    @Test func `a cursor of another list is refused`() throws {
        try fixture.database.owner.script(
            (100..<103).map(Self.lists[0].insert).joined(separator: ";")
        )
        let page = try fixture.page(0, 1)
        let next = try #require(try fixture.ask(.shops(page))?.next)
        let begin = try #require(Page(before: next, limit: 1))
        for list in Self.lists.dropFirst() {
            let reading = try QueryRunner.answer(list.question(begin), fixture.database.queries)
            guard case .refused(let refusal, let position) = reading else {
                Issue.record("\(list.name): \(reading)")
                continue
            }
            #expect(refusal.parameter == "before")
            #expect(position == 100)
        }
    }
}
