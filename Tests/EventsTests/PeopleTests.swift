import Events
import Postgres
import TestSupport
import Testing

@testable import EventStore
@testable import Model

@Suite(.patient) struct PeopleTests {
    @Test func `a person is found by name, address and id, in any letter case`() throws {
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
        let people = try PeopleStore(
            try fixture.database.connect(role: LogRole.commands.rawValue)
        )
        #expect(try people.find(username: "anna") == .sealed(anna))
        #expect(try people.find(UserID(4)) == .sealed(ben))
        #expect(try people.find(username: "carl") == nil)
    }

    private func person(_ user: Int64, _ hash: String, changes: Int64 = 0) -> Person {
        Person(
            user: UserID(user),
            username: "user\(user)",
            email: "\(user)@example.org",
            name: nil,
            passwordHash: hash,
            passwordChanges: changes
        )
    }

    @Test func `a new password replaces the old one, and the change is counted`() throws {
        let fixture = try LogFixture()
        let log = fixture.log()
        try log.append(
            [Batches.opened(3)],
            people: [.added(person(3, "a")), .added(person(4, "b"))]
        )
        try log.append(
            [Batches.opened(5)],
            people: [
                .passwordChanged(UserID(3), passwordHash: "c"),
                .passwordChanged(UserID(3), passwordHash: "d"), .added(person(5, "e")),
            ]
        )
        let people = try PeopleStore(try fixture.database.connect(role: LogRole.commands.rawValue))
        #expect(try people.find(UserID(3)) == .sealed(person(3, "d", changes: 2)))
        #expect(try people.find(UserID(4)) == .sealed(person(4, "b")))
        #expect(try people.find(UserID(5)) == .sealed(person(5, "e")))
    }

    @Test func `a renewed hash replaces the old one, and is no change of password`() throws {
        let fixture = try LogFixture()
        let log = fixture.log()
        try log.append([Batches.opened(3)], people: [.added(person(3, "a"))])
        try log.append(
            [Batches.opened(4)],
            people: [.passwordRenewed(UserID(3), passwordHash: "b")]
        )
        let people = try PeopleStore(try fixture.database.connect(role: LogRole.commands.rawValue))
        #expect(try people.find(UserID(3)) == .sealed(person(3, "b")))
        try log.append(
            [Batches.opened(5)],
            people: [
                .passwordRenewed(UserID(3), passwordHash: "c"),
                .passwordChanged(UserID(3), passwordHash: "d"),
                .added(person(5, "e")), .passwordRenewed(UserID(5), passwordHash: "f"),
            ]
        )
        #expect(try people.find(UserID(3)) == .sealed(person(3, "d", changes: 1)))
        #expect(try people.find(UserID(5)) == .sealed(person(5, "f")))
    }

    @Test func `a number chooses a person, always the same one`() throws {
        let fixture = try LogFixture()
        let everybody = [person(3, "a"), person(50_000, "b"), person(100_000, "c")]
        let people = try PeopleStore(try fixture.database.connect(role: LogRole.commands.rawValue))
        #expect(try people.choose(7) == nil)
        try fixture.log().append(
            [Batches.opened(3)],
            people: everybody.map { .added($0) }
        )
        for (number, index) in [(0, 0), (2, 0), (3, 1), (32_000, 1), (33_000, 2), (65_535, 2)] {
            #expect(try people.choose(UInt16(number)) == .sealed(everybody[index]))
        }
    }

    @Test func `erasing a person deletes only that person's row`() throws {
        let fixture = try LogFixture()
        let log = fixture.log()
        try log.append(
            [Batches.opened(3)],
            people: [.added(person(3, "a")), .added(person(4, "b"))]
        )
        try log.append(
            [Batches.opened(5)],
            people: [.passwordChanged(UserID(3), passwordHash: "c"), .erased(UserID(3))]
        )
        let people = try PeopleStore(try fixture.database.connect(role: LogRole.commands.rawValue))
        #expect(try people.find(UserID(3)) == nil)
        #expect(try people.find(UserID(4)) == .sealed(person(4, "b")))
        #expect(try fixture.verify().isSound)
    }

    @Test func `changes to a person who is added in the same batch apply in order`() throws {
        let fixture = try LogFixture()
        try fixture.log().append(
            [Batches.opened(3)],
            people: [
                .added(person(3, "a")), .added(person(4, "b")), .erased(UserID(4)),
                .passwordChanged(UserID(3), passwordHash: "c"),
            ]
        )
        let people = try PeopleStore(try fixture.database.connect(role: LogRole.commands.rawValue))
        #expect(try people.find(UserID(3)) == .sealed(person(3, "c", changes: 1)))
        #expect(try people.find(UserID(4)) == nil)
    }

    @Test func `a refused batch changes no person`() throws {
        let fixture = try LogFixture()
        let log = fixture.log()
        let first = try log.append([Batches.opened(3)], people: [.added(person(3, "a"))])
        let tail = try log.lock().tail
        // A version that the stream has already: PostgreSQL refuses it after the people were
        // written.
        let again = RecordedEvent(
            position: tail.position.advanced(by: 1),
            stream: first[0].stream,
            version: first[0].version,
            event: first[0].event,
            origin: first[0].origin,
            recordedAt: tail.recordedAt
        )
        #expect(throws: EventLogError.self) {
            try log.append(
                AppendBatch(
                    events: [again],
                    people: [.erased(UserID(3))],
                    recordedAt: tail.recordedAt
                )
            )
        }
        let people = try PeopleStore(try fixture.database.connect(role: LogRole.commands.rawValue))
        #expect(try people.find(UserID(3)) == .sealed(person(3, "a")))
    }

    @Test(arguments: [
        "UPDATE people.people SET username = 'x'", "UPDATE people.people SET user_id = 4",
        "TRUNCATE people.people",
    ])
    func `the write side may change passwords and delete people, and nothing else`(
        sql: String
    ) throws {
        let commands = try LogFixture().database.connect(role: LogRole.commands.rawValue)
        #expect(throws: PostgresError.self) { try commands.execute(sql) }
    }

    @Test func `the query role sees names, but neither passwords nor the log`() throws {
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
