import Postgres
import TestSupport
import Testing

@Suite(.patient) struct QueryRoleTests {
    private static let refused = [
        "SELECT position FROM log.events", "SELECT last_position FROM log.batches",
        "SELECT key FROM log.receipts", "SELECT value FROM log.secrets",
        "SELECT stream FROM log.snapshots", "SELECT password_hash FROM people.people",
        "SELECT * FROM people.people", "UPDATE read.balances SET available = 0",
        "DELETE FROM read.checkpoints", "CREATE TABLE read.other (id int)",
        "CREATE TABLE public.other (id int)",
    ]

    /// One database for all statements: to make one takes longer than to try them.
    @Test func `the query role can neither read the log nor write`() throws {
        let database = try QueryDatabase()
        for sql in Self.refused {
            let error = #expect(throws: PostgresError.self, "\(sql)") {
                try database.queries.execute(sql)
            }
            #expect(error?.serverError?.sqlState == SQLState("42501"), "\(sql)")
        }
        let rows = try database.queries.execute("SELECT username, email FROM people.people")
        #expect(rows.isEmpty)
    }
}
