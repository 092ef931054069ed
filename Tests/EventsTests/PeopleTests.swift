import Events
import Postgres
import TestSupport
import Testing

@Suite struct PeopleTests {
    @Test func `a person is found by name, address and id, in any case`() throws {
        let fixture = try LogFixture()
        let anna = Person(
            user: UserID(3),
            username: "Anna",
            email: "Anna@Example.org",
            name: "Anna Ä.",
            passwordHash: "scrypt$1"
        )
        let ben = Person(
            user: UserID(4),
            username: "ben",
            email: "ben@example.org",
            name: nil,
            passwordHash: "scrypt$2"
        )
        try fixture.log().append([Batches.opened(3)], people: [.added(anna), .added(ben)])
        let people = PeopleStore(
            try fixture.database.connect(role: LogRole.commands.rawValue)
        )
        #expect(try people.find(username: "anna") == anna)
        #expect(try people.find(UserID(4)) == ben)
        #expect(try people.find(username: "carl") == nil)
    }

    @Test func `queries see names and no password, and not the log`() throws {
        let fixture = try LogFixture()
        let queries = try fixture.database.connect(role: LogRole.queries.rawValue)
        try queries.execute("SELECT user_id, username, email, name FROM people.people")
        for sql in [
            "SELECT password_hash FROM people.people", "SELECT * FROM people.people",
            "SELECT * FROM log.events", "SELECT * FROM log.batches", "SELECT * FROM log.secrets",
            "SELECT * FROM log.receipts",
        ] {
            #expect(throws: PostgresError.self) { try queries.execute(sql) }
        }
    }
}
