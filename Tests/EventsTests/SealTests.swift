import Events
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import EventStore
@testable import Model

@Suite(.patient) struct SealTests {
    private let fixture: LogFixture

    init() throws {
        fixture = try LogFixture()
    }

    private static let person = Person(
        user: UserID(3),
        username: "anna",
        email: "anna@example.org",
        name: nil,
        passwordHash: "scrypt$1"
    )

    @Test(arguments: [
        "fingerprint = '\\x00'", "refusal = NULL", "refusal = ''", "position = 1",
        "location = '/transfers/1'", "location = ''", "actor = 6", "key = 'second'",
        "recorded_at = recorded_at + interval '1 us'", "seal = ''", "seal = '\\x00'",
    ])
    func `a changed receipt is distrusted`(change: String) throws {
        try fixture.log().append([], receipts: [Receipts.one])
        try fixture.owner.script("UPDATE log.receipts SET \(change)")
        let keys = [
            Receipts.key, ReceiptKey(actor: Actor(UserID(6)), key: "first"),
            ReceiptKey(actor: Actor(UserID(5)), key: "second"),
        ]
        let found = try fixture.log().receipts(for: keys)
        #expect(Array(found.values) == [.distrusted])
    }

    @Test func `a receipt added by hand with the service's role is distrusted and reported`() throws
    {
        try fixture.log().append([], receipts: [Receipts.one])
        let options = fixture.database.options.with(role: LogRole.commands.rawValue)
        try Connection(options).script(
            """
            INSERT INTO log.receipts
            SELECT actor, 'forged', fingerprint, NULL, position, '/transfers/1', recorded_at, seal
            FROM log.receipts
            """
        )
        let distrusted = Mutex<[DistrustedRow]>([])
        let log = PostgresEventLog(
            distrusted: { row in distrusted.withLock { $0.append(row) } },
            connect: { try Connection(options) }
        )
        let forged = ReceiptKey(actor: Receipts.key.actor, key: "forged")
        #expect(try log.receipts(for: [forged]) == [forged: .distrusted])
        #expect(
            distrusted.withLock { $0 } == [.receipt(actor: Receipts.key.actor, key: "forged")]
        )
        #expect(
            try log.receipts(for: [Receipts.key]) == [Receipts.key: .sealed(Receipts.one.receipt)]
        )
    }

    @Test(arguments: [
        "username = 'Anna'", "email = 'anna@example.com'", "name = ''",
        "password_hash = 'scrypt$2'",
        "password_changes = 1", "user_id = 4", "seal = ''",
    ])
    func `a changed row of a person is distrusted`(change: String) throws {
        try fixture.log().append([Batches.opened(3)], people: [.added(Self.person)])
        let people = try PeopleStore(fixture.database.connect(role: LogRole.commands.rawValue))
        #expect(try people.find(UserID(3)) == .sealed(Self.person))
        try fixture.owner.script("UPDATE people.people SET \(change)")
        let found = try people.find(UserID(3)) ?? people.find(UserID(4))
        #expect(found == .distrusted(UserID(change.hasPrefix("user_id") ? 4 : 3)))
    }

    @Test func `a new password does not seal a changed row`() throws {
        let log = fixture.log()
        try log.append([Batches.opened(3)], people: [.added(Self.person)])
        try fixture.owner.script("UPDATE people.people SET username = 'mallory'")
        #expect(throws: EventLogError.self) {
            try log.append(
                [Batches.opened(5)],
                people: [.passwordChanged(UserID(3), passwordHash: "c")]
            )
        }
        let people = try PeopleStore(fixture.owner)
        #expect(try people.find(UserID(3)) == .distrusted(UserID(3)))
        #expect(try fixture.reader().tail().position == LogPosition(1))
    }

    @Test func `the sealed one of two rows with the same name counts`() throws {
        try fixture.log().append([Batches.opened(3)], people: [.added(Self.person)])
        try fixture.owner.script(
            """
            INSERT INTO people.people
            SELECT user_id - 1, username, email, name, password_hash, created_at, password_changes,
                seal
            FROM people.people
            """
        )
        let people = try PeopleStore(fixture.owner)
        #expect(try people.find(username: "anna") == .sealed(Self.person))
        #expect(try people.find(UserID(2)) == .distrusted(UserID(2)))
    }

    @Test(arguments: [
        "UPDATE log.receipts SET position = 1", "UPDATE log.snapshots SET stream = 'account-1'",
        "DELETE FROM log.snapshots", "UPDATE people.people SET username = 'x'",
        "UPDATE log.secrets SET value = value",
    ])
    func `the service's role has only the rights that it uses`(sql: String) throws {
        let commands = try fixture.database.connect(role: LogRole.commands.rawValue)
        #expect(throws: PostgresError.self) { try commands.execute(sql) }
    }
}

/// A database from before seals were introduced.
@Suite(.patient) struct SealMigrationTests {
    private let database: TestDatabase
    private let owner: Connection
    private static let number = LogMigrations.all.firstIndex { $0.name == "seals" } ?? 0

    init() throws {
        database = try TestDatabase()
        owner = try database.connect()
        let before = Array(LogMigrations.all.prefix(Self.number))
        try Migrator(owner: "log", migrations: before).run(on: owner)
        try owner.script(
            """
            INSERT INTO log.receipts
            SELECT 5, 'key-' || n, '\\x01', NULL, n, '/holds/' || n, now()
            FROM generate_series(1, 4500) AS n;
            INSERT INTO people.people
            SELECT n, 'user' || n, n || '@example.org', NULL, 'scrypt$1', now()
            FROM generate_series(1, 2100) AS n;
            INSERT INTO log.snapshots VALUES ('account-1', 3, 1, '[]')
            """
        )
    }

    private func requireSealed() throws {
        let row = try owner.execute(
            """
            SELECT (SELECT count(*) FROM log.receipts WHERE length(seal) = 16),
                (SELECT count(*) FROM people.people WHERE length(seal) = 16),
                (SELECT count(*) FROM log.snapshots),
                (
                    SELECT count(*) FROM pg_attribute
                    WHERE attname = 'seal' AND attnotnull AND attnum > 0
                )
            """
        ).only()
        #expect(try row.int64(0) == 4_500)
        #expect(try row.int64(1) == 2_100)
        #expect(try row.int64(2) == 0)
        #expect(try row.int64(3) == 3)
        let keys = [1, 2_000, 2_001, 4_500].map {
            ReceiptKey(actor: Actor(UserID(5)), key: "key-\($0)")
        }
        for receipt in try database.log().receipts(for: keys).values {
            #expect(receipt != .distrusted)
        }
        for user in [1, 2_000, 2_001, 2_100] as [Int64] {
            guard case .sealed? = try PeopleStore(owner).find(UserID(user)) else {
                Issue.record("user \(user) is not sealed")
                continue
            }
        }
    }

    @Test func `the migration seals receipts and people and deletes snapshots`() throws {
        try LogMigrations.run(on: owner)
        try requireSealed()
        try LogMigrations.run(on: owner)
        try requireSealed()
    }

    @Test func `an interrupted migration continues where it stopped`() throws {
        try Migrator(owner: "log", migrations: LogMigrations.all).run(on: owner)
        try LogMigrations.run(on: owner)
        try owner.script(
            """
            ALTER TABLE log.receipts ALTER COLUMN seal DROP NOT NULL;
            ALTER TABLE people.people ALTER COLUMN seal DROP NOT NULL;
            UPDATE log.receipts SET seal = NULL WHERE position % 3 = 0;
            UPDATE people.people SET seal = NULL WHERE user_id > 1000
            """
        )
        try LogMigrations.run(on: owner)
        try requireSealed()
    }
}
