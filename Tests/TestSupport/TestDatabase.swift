import Postgres

/// A fresh, empty database of the shared server.
///
/// It is dropped some time after the object and all sessions in it have gone, at the earliest when
/// many others have gone too: `TestDatabase().connect()` is fine.
package final class TestDatabase: Sendable {
    package let name: String
    package let options: ConnectionOptions
    private let isShared: Bool

    package convenience init() throws {
        try self.init(template: "template1")
    }

    /// A copy of a database that is filled once for all tests of the process, which takes a
    /// fraction of the time of migrations; `kind` names what is in it.
    package convenience init(
        copyOf kind: String,
        _ fill: (ConnectionOptions) throws -> Void
    ) throws {
        try self.init(template: try TestServer.shared.template(kind, fill))
        try connect().script(Self.homeOfCopy)
    }

    private init(template: String) throws {
        let server = try TestServer.shared.options()
        name = TestServer.shared.nextDatabaseName()
        let connection = try Connection(server)
        try TestServer.shared.dropAbandonedDatabases(connection)
        try connection.script("CREATE DATABASE \(name) TEMPLATE \(template)")
        // The last of two settings in a conninfo wins.
        options = ConnectionOptions("\(server.conninfo) dbname=\(name)")
        isShared = true
    }

    /// A copied log knows that it is not where it was, and would begin another epoch.
    private static let homeOfCopy = """
        DO $$ BEGIN
            IF to_regclass('history.epochs') IS NULL THEN RETURN; END IF;
            ALTER TABLE history.epochs DISABLE TRIGGER refuse_change;
            UPDATE history.epochs SET id = left(gen_random_uuid()::text, 8), database_oid =
                (SELECT oid FROM pg_database WHERE datname = current_database());
            ALTER TABLE history.epochs ENABLE ALWAYS TRIGGER refuse_change;
        END $$
        """

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
