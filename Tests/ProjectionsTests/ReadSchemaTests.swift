import Events
import Postgres
import TestSupport
import Testing

@testable import EventStore
@testable import Model
@testable import Projections
@testable import Replay

@Suite(.patient) struct ReadSchemaTests {
    @Test(arguments: ReadMigrations.all)
    func `each migration leaves the recorded state`(migration: Migration) throws {
        let connection = try TestDatabase().connect()
        try LogMigrations.run(on: connection)
        let steps = ReadMigrations.all.prefix(migration.number)
        _ = try Migrator(owner: "read", migrations: Array(steps)).run(on: connection)
        let state = try schemaState(connection, schemas: ["read"])
        #expect(try state == expectedState(migration, beside: #filePath))
    }

    @Test func `migrating makes a checkpoint at the start for each read model`() throws {
        let database = try ReadDatabase()
        let checkpoints = try database.checkpoints()
        #expect(Set(checkpoints.keys) == Set(ReadModel.allCases))
        #expect(checkpoints.values.allSatisfy { $0.position == .start && $0.error == nil })
        #expect(try database.contents().values.allSatisfy(\.isEmpty))
        #expect(try ReadMigrations.run(on: database.connection).isEmpty)
        try ReadMigrations.check(on: database.connection)
    }

    @Test func `every table has the columns that its projector writes, key first`() throws {
        let database = try ReadDatabase()
        for shape in ReadModel.allCases.flatMap({ ReadModels.tables(of: $0) }).map(\.shape) {
            let rows = try database.connection.execute(
                """
                SELECT attname::text, atttypid::regtype::text,
                    coalesce(attnum = ANY (indkey::int2[]), false)
                FROM pg_attribute
                LEFT JOIN pg_index ON indrelid = attrelid AND indisprimary
                WHERE attrelid = ('read.' || $1)::regclass AND attnum > 0 ORDER BY attnum
                """,
                [.text(shape.name)]
            )
            #expect(try rows.map { try $0.string(0) } == shape.columns.map(\.name))
            let types = try rows.map { try $0.string(1) }
            #expect(
                types.map { $0 == "timestamp with time zone" ? "timestamptz" : $0 }
                    == shape.columns.map(\.type.rawValue)
            )
            let keys = try rows.filter { try $0.bool(2) }.map { try $0.string(0) }
            #expect(keys == shape.keyColumns.map(\.name))
        }
    }

    @Test(arguments: ["log.events", "log.batches", "log.receipts", "log.secrets"])
    func `the query role cannot read the log`(table: String) throws {
        let database = try ReadDatabase()
        let connection = try database.database.connect(role: LogRole.queries.rawValue)
        let error = try #require(throws: PostgresError.self) {
            try connection.execute("SELECT count(*) FROM \(table)")
        }
        #expect(error.serverError?.sqlState == .insufficientPrivilege)
    }

    @Test func `the query role reads read models and cannot change them`() throws {
        let database = try ReadDatabase()
        try requireQueryRights(database)
    }

    @Test func `the rights of the query role survive a replay`() throws {
        let database = try ReadDatabase()
        _ = try Rebuild(database.options).run()
        try requireQueryRights(database)
    }

    private func requireQueryRights(_ database: ReadDatabase) throws {
        let connection = try database.database.connect(role: LogRole.queries.rawValue)
        let tables = ReadModel.allCases.flatMap { ReadModels.tables(of: $0) }
            .map(\.shape.name)
        for table in tables + ["checkpoints"] {
            try connection.execute("SELECT count(*) FROM read.\(table)")
            let error = try #require(throws: PostgresError.self) {
                try connection.execute("DELETE FROM read.\(table)")
            }
            #expect(error.serverError?.sqlState == .insufficientPrivilege)
        }
        #expect(throws: PostgresError.self) {
            try connection.execute("SELECT count(*) FROM read_shadow.progress")
        }
    }
}
