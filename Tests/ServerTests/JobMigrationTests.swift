import Events
import Postgres
import TestSupport
import Testing

@testable import EventStore
@testable import Jobs

@Suite(.patient)
struct JobMigrationTests {
    @Test(arguments: JobMigrations.all)
    func `each migration leaves the expected state`(migration: Migration) throws {
        let connection = try TestDatabase().connect()
        try LogMigrations.run(on: connection)
        let steps = JobMigrations.all.prefix(migration.number)
        _ = try Migrator(owner: "jobs", migrations: Array(steps)).run(on: connection)
        let state = try schemaState(connection, schemas: ["jobs"])
        #expect(try state == expectedState(migration, beside: #filePath))
    }

    @Test func `a database without schema jobs is reported`() throws {
        let connection = try TestDatabase().connect()
        try LogMigrations.run(on: connection)
        #expect(throws: (any Error).self) { try JobMigrations.check(on: connection) }
        #expect(try JobMigrations.run(on: connection).count == JobMigrations.all.count)
        try JobMigrations.check(on: connection)
        #expect(try JobMigrations.run(on: connection).isEmpty)
    }
}
