import Postgres
import TestSupport
import Testing

@Suite(.patient) struct `Migrations` {
    private static let first = Migration(number: 1, name: "one", sql: "CREATE TABLE one (a int)")
    private static let second = Migration(
        number: 2,
        name: "two",
        sql: "CREATE TABLE two (a int); INSERT INTO two (a) VALUES (2)"
    )

    private func migrator(_ migrations: Migration...) -> Migrator {
        Migrator(owner: "log", migrations: migrations)
    }

    @Test func `missing migrations are applied once`() throws {
        let connection = try TestDatabase().connect()
        #expect(try migrator(Self.first).run(on: connection) == [Self.first])
        #expect(try migrator(Self.first, Self.second).run(on: connection) == [Self.second])
        #expect(try migrator(Self.first, Self.second).run(on: connection) == [])
        #expect(try connection.execute("SELECT a FROM two").count == 1)
        try migrator(Self.first, Self.second).check(on: connection)
    }

    @Test func `owners do not touch each other`() throws {
        let connection = try TestDatabase().connect()
        try migrator(Self.first).run(on: connection)
        let other = Migrator(
            owner: "read",
            migrations: [Self.second].map {
                Migration(number: 1, name: $0.name, sql: $0.sql)
            }
        )
        #expect(try other.run(on: connection).count == 1)
    }

    @Test func `a changed migration is refused`() throws {
        let connection = try TestDatabase().connect()
        try migrator(Self.first).run(on: connection)
        let changed = Migration(number: 1, name: "one", sql: Self.first.sql + " ")
        #expect(throws: MigrationError.changed(owner: "log", number: 1, name: "one")) {
            try migrator(changed, Self.second).run(on: connection)
        }
        #expect(throws: PostgresError.self) { try connection.execute("SELECT a FROM two") }
    }

    @Test func `a database of a newer program is refused`() throws {
        let connection = try TestDatabase().connect()
        try migrator(Self.first, Self.second).run(on: connection)
        let error = #expect(throws: MigrationError.self) {
            try migrator(Self.first).run(on: connection)
        }
        #expect(error == .newer(owner: "log", applied: 2, known: 1))
        #expect(error?.description.contains("version 2, this program knows 1") == true)
    }

    @Test func `a failed migration leaves nothing, and earlier ones stay`() throws {
        let connection = try TestDatabase().connect()
        let broken = Migration(number: 2, name: "bad", sql: "CREATE TABLE two (a int); SELECT 1/0")
        let error = #expect(throws: MigrationError.self) {
            try migrator(Self.first, broken).run(on: connection)
        }
        #expect(error?.description.contains("migration 2 (bad) of schema \"log\" failed") == true)
        #expect(connection.isIdle)
        #expect(try migrator(Self.first, Self.second).run(on: connection) == [Self.second])
    }

    @Test func `a migration that commits by itself is refused`() throws {
        let connection = try TestDatabase().connect()
        let sly = Migration(number: 1, name: "sly", sql: "CREATE TABLE one (a int); COMMIT")
        #expect(throws: MigrationError.endsTransaction(owner: "log", number: 1, name: "sly")) {
            try migrator(sly).run(on: connection)
        }
    }

    @Test func `a list of migrations with a gap is refused`() throws {
        let connection = try TestDatabase().connect()
        #expect(throws: MigrationError.misnumbered(owner: "log")) {
            try migrator(Self.second).run(on: connection)
        }
    }

    @Test func `a check names the pending migration`() throws {
        let connection = try TestDatabase().connect()
        #expect(throws: MigrationError.pending(owner: "log", next: 1, name: "one")) {
            try migrator(Self.first).check(on: connection)
        }
    }

    @Test func `many nodes that start at once apply each migration once`() throws {
        let database = try TestDatabase()
        let all = migrator(Self.first, Self.second)
        let applied = try atOnce(6) { _ in try all.run(on: database.connect()).count }
        #expect(applied.reduce(0, +) == 2)
    }
}
