import Postgres
import TestSupport
import Testing

@Suite(.patient) struct `Notifications` {
    @Test func `a notification wakes the listener, with its payload`() throws {
        let database = try TestDatabase()
        let listener = try database.connect()
        try listener.listen("news \"paper")
        #expect(try listener.notifications().isEmpty)
        let sender = try database.connect()
        try sender.execute("SELECT pg_notify('news \"paper', 'hello')")
        let all = try listener.waitForNotification(timeoutMilliseconds: 60_000)
        #expect(all.map(\.channel) == ["news \"paper"])
        #expect(all.map(\.payload) == ["hello"])
        #expect(all.first?.processID == sender.processID)
    }

    @Test func `notifications that come with a statement's result are not lost`() throws {
        let connection = try TestDatabase().connect()
        try connection.listen("a")
        try connection.script("NOTIFY a, '1'; NOTIFY a, '2'")
        try connection.execute("SELECT 1")
        #expect(try connection.notifications().map(\.payload) == ["1", "2"])
    }

    @Test func `waiting ends with an error when the session is lost`() throws {
        let database = try TestDatabase()
        let connection = try database.connect()
        try connection.listen("a")
        try database.connect().execute(
            "SELECT pg_terminate_backend($1, 10000)",
            [.int32(connection.processID)]
        )
        #expect(throws: PostgresError.self) {
            try wait(until: "the lost session is noticed") {
                _ = try connection.waitForNotification(timeoutMilliseconds: 60_000)
                return false
            }
        }
        #expect(connection.isBroken)
    }
}
