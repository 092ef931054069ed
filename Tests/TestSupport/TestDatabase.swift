import Postgres

/// A fresh, empty database of the shared server.
///
/// It is dropped some time after the object and all sessions in it have gone, at the earliest when
/// many others have gone too: `TestDatabase().connect()` is fine.
package final class TestDatabase: Sendable {
    package let name: String
    package let options: ConnectionOptions
    private let isShared: Bool

    package init() throws {
        let server = try TestServer.shared.options()
        name = TestServer.shared.nextDatabaseName()
        let connection = try Connection(server)
        try TestServer.shared.dropAbandonedDatabases(connection)
        try connection.script("CREATE DATABASE \(name)")
        // The last of two settings in a conninfo wins.
        options = ConnectionOptions("\(server.conninfo) dbname=\(name)")
        isShared = true
    }

    /// A database that somebody else has made, and removes.
    package init(_ options: ConnectionOptions) {
        name = "tally"
        self.options = options
        isShared = false
    }

    deinit {
        if isShared { TestServer.shared.abandon(database: name) }
    }

    package var conninfo: String { options.conninfo }

    /// Returns once a session is within `pg_sleep`: polls, since that is in another process.
    package func waitForSleeper() throws {
        let connection = try connect()
        try wait(until: "a session sleeps") {
            try !connection.execute(
                """
                SELECT FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event = 'PgSleep'
                """
            ).isEmpty
        }
    }

    /// A new connection as the superuser, or under a role.
    package func connect(role: String? = nil) throws -> Connection {
        try Connection(options.with(role: role))
    }
}
