import Postgres
import TestSupport
import Testing

@Suite(.patient) struct `A transaction` {
    private struct Stop: Error {}

    private func table() throws -> Connection {
        let connection = try TestDatabase().connect()
        try connection.script("CREATE TABLE t (a int)")
        return connection
    }

    private func count(_ connection: Connection) throws -> Int64 {
        try connection.execute("SELECT count(*) FROM t").only().int64(0)
    }

    @Test func `a transaction whose body returns is committed`() throws {
        let connection = try table()
        let value = try connection.transaction { connection in
            try connection.execute("INSERT INTO t (a) VALUES (1)")
            return 7
        }
        #expect(value == 7)
        #expect(try count(connection) == 1)
        #expect(connection.isIdle)
    }

    @Test func `a transaction whose body throws is rolled back`() throws {
        let connection = try table()
        #expect(throws: Stop.self) {
            try connection.transaction { connection in
                try connection.execute("INSERT INTO t (a) VALUES (1)")
                throw Stop()
            }
        }
        #expect(try count(connection) == 0)
        #expect(connection.isIdle)
    }

    @Test func `a commit fails after a swallowed error`() throws {
        let connection = try table()
        let error = #expect(throws: PostgresError.self) {
            try connection.transaction { connection in
                try connection.execute("INSERT INTO t (a) VALUES (1)")
                _ = try? connection.execute("SELECT 1 / 0")
            }
        }
        #expect(error?.serverError?.sqlState == .abortedTransaction)
        #expect(try count(connection) == 0)
    }

    @Test func `a transaction can have an isolation level`() throws {
        let connection = try table()
        try connection.transaction("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY") {
            connection in
            let level = try connection.execute("SHOW transaction_isolation").only().string(0)
            #expect(level == "repeatable read")
        }
    }

    @Test func `an error in a script ends it and rolls it back`() throws {
        let connection = try table()
        let error = #expect(throws: PostgresError.self) {
            try connection.script(
                "INSERT INTO t (a) VALUES (1); SELECT 1 / 0; INSERT INTO t (a) VALUES (2)"
            )
        }
        #expect(error?.serverError?.sqlState.code == "22012")
        #expect(try count(connection) == 0)
    }
}
