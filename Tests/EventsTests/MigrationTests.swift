import Dispatch
import Events
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import EventStore

@Suite(.patient) struct MigrationTests {
    @Test(arguments: LogMigrations.all)
    func `each migration leaves the recorded state`(migration: Migration) throws {
        let connection = try TestDatabase().connect()
        let steps = LogMigrations.all.prefix(migration.number)
        _ = try Migrator(owner: "log", migrations: Array(steps)).run(on: connection)
        let state = try schemaState(connection, schemas: ["history", "log", "people"])
        #expect(try state == expectedState(migration, beside: #filePath))
    }

    @Test func `a second migration changes nothing, and the secrets stay`() throws {
        let database = try TestDatabase()
        let connection = try database.connect()
        #expect(throws: (any Error).self) { try LogMigrations.check(on: connection) }
        #expect(try LogMigrations.run(on: connection).count == LogMigrations.all.count)
        let secrets = try LogSecrets.load(connection)
        #expect(try LogMigrations.run(on: connection).isEmpty)
        try LogMigrations.check(on: connection)
        let again = try LogSecrets.load(
            try database.connect(role: LogRole.commands.rawValue)
        )
        #expect(again.claims == secrets.claims && again.tokens == secrets.tokens)
        #expect(again.seals == secrets.seals)
        #expect(Set([secrets.claims, secrets.tokens, secrets.seals]).count == 3)
        #expect(secrets.claims.count == 32 && secrets.seals.count == 32)
    }

    @Test func `nodes and databases may migrate at the same time`() throws {
        let databases = try [TestDatabase(), TestDatabase()]
        let problems = Mutex<[String]>([])
        DispatchQueue.concurrentPerform(iterations: 6) { index in
            do {
                try LogMigrations.run(on: try databases[index % 2].connect())
            } catch {
                problems.withLock { $0.append("\(error)") }
            }
        }
        #expect(problems.withLock { $0 } == [])
        for database in databases { try LogGuard.check(try database.connect()) }
    }

    @Test func `a user without the right to create roles can migrate if the roles exist`() throws {
        let fixture = try LogFixture()
        let user = "plain_\(fixture.database.name)"
        try fixture.owner.script(
            """
            CREATE ROLE \(user) LOGIN;
            GRANT tally_commands, tally_projections, tally_queries TO \(user)
            """
        )
        try fixture.owner.script("CREATE DATABASE \(user) OWNER \(user)")
        defer {
            _ = try? fixture.owner.script("DROP DATABASE \(user) WITH (FORCE)")
            _ = try? fixture.owner.script("DROP ROLE \(user)")
        }
        let connection = try Connection(
            ConnectionOptions("\(fixture.database.conninfo) dbname=\(user) user=\(user)")
        )
        try LogMigrations.run(on: connection)
        try LogGuard.check(connection)
    }
}
