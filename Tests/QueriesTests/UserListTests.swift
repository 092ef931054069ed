import Postgres
import TestSupport
import Testing

@testable import Queries

@Suite(.patient) struct UserListTests {
    private let fixture: QueryFixture

    private struct Row: Decodable, Equatable {
        let id: Int64
        let username: String?
        let email: String?
        let name: String?
        let roles: [String]
        let state: String
        let createdAt: String
    }

    init() throws {
        fixture = try QueryFixture()
        try fixture.database.owner.script(
            """
            INSERT INTO people.people VALUES
                (11, 'Anna', 'anna@example.com', NULL, 'secret', '2026-01-03Z'),
                (12, 'an-other', 'other@example.com', NULL, 'secret', '2026-01-03Z'),
                (13, 'zan', 'zan@example.com', NULL, 'secret', '2026-01-03Z');
            INSERT INTO read.users VALUES
                (11, '[]', '2026-01-03Z', 11, 'deleted'), (12, '[]', '2026-01-03Z', 12, 'active');
            UPDATE read.users SET state = 'erased' WHERE user_id = 9
            """
        )
    }

    private func ids(_ name: String?, _ page: Page = .first) throws -> [Int64] {
        let answer = try #require(try fixture.ask(.users(named: name, page)))
        return try decoded([Row].self, from: answer.body).map(\.id)
    }

    @Test func `all users are shown, newest first, with state and roles`() throws {
        let answer = try #require(try fixture.ask(.users(named: nil, .first)))
        let rows = try decoded([Row].self, from: answer.body)
        #expect(rows.map(\.id) == [12, 11, 9, 7, 3])
        #expect(rows.map(\.state) == ["active", "deleted", "erased", "active", "active"])
        #expect(rows.first { $0.id == 9 }?.username == nil)
        let ann = Row(
            id: 3,
            username: "ann",
            email: "ann@example.com",
            name: "Ann",
            roles: ["user", "admin"],
            state: "active",
            createdAt: "2026-01-01T00:00:00Z"
        )
        #expect(rows.last == ann)
        #expect(!answer.hasNext)
    }

    @Test(
        arguments: [
            ("an", [12, 11, 3]), ("ann", [11, 3]), ("anna", [11]), ("an-", [12]), ("b", [7]),
            ("z", []), ("an_", []), ("~", []), ("", [12, 11, 7, 3]),
        ] as [(String, [Int64])]
    )
    func `a search by name finds users whose names begin with it, in any letter case`(
        name: String,
        expected: [Int64]
    ) throws {
        #expect(try ids(name) == expected)
    }

    @Test func `a page is a part of the list and shows whether more follows`() throws {
        #expect(try ids(nil, fixture.page(1, 2)) == [11, 9])
        #expect(try ids("an", fixture.page(1, 1)) == [11])
        #expect(try fixture.ask(.users(named: "an", fixture.page(0, 2)))?.hasNext == true)
        #expect(try fixture.ask(.users(named: "an", fixture.page(1, 2)))?.hasNext == false)
        #expect(try fixture.text(.users(named: nil, fixture.page(9, 2))) == "[]")
    }
}
