import Dispatch
import Postgres
import TestSupport
import Testing

@Suite(.patient) struct `An interruption` {
    @Test func `an interruption fails the running statement and keeps its connection`() throws {
        let database = try TestDatabase()
        let interruption = Interruption()
        var options = database.options
        options.interruption = interruption
        let connection = try Connection(options)
        let watching = DispatchGroup()
        DispatchQueue.global().async(group: watching) {
            do { try database.waitForSleeper() } catch { Issue.record(error) }
            interruption.interrupt()
        }
        let error = #expect(throws: PostgresError.self) {
            try connection.execute("SELECT pg_sleep(600)")
        }
        try watching.end("the statement is interrupted")
        #expect(error?.serverError?.sqlState == .queryCanceled)
        #expect(try connection.execute("SELECT 1").only().int32(0) == 1)
    }

    @Test func `after an interruption its options open no connection, and others do`() throws {
        let database = try TestDatabase()
        let interruption = Interruption()
        var options = database.options
        options.interruption = interruption
        _ = try Connection(options)
        interruption.interrupt()
        #expect(interruption.isSet)
        #expect(throws: PostgresError.connection("interrupted")) { try Connection(options) }
        #expect(throws: Never.self) { try database.connect().script("SELECT 1") }
    }
}
