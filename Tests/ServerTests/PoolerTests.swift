import Foundation
import Glibc
import Postgres
import TestSupport
import Testing

/// PgBouncer between Tally and PostgreSQL.
@Suite(.patient)
struct PoolerTests {
    private let database: TestDatabase

    init() throws {
        database = try TestDatabase()
    }

    @Test func `a direct connection has no pooler`() throws {
        #expect(try Pooling.find(database.options) == .none)
    }

    @Test func `a pooler in transaction mode is recognised and named by every command`() throws {
        let pooler = try Pooler(before: database, mode: "transaction")
        defer { pooler.stop() }
        #expect(try Pooling.find(ConnectionOptions(pooler.conninfo)) == .transactions)
        for command in ["migrate", "serve", "verify", "replay", "events", "demo"] {
            let result = try TallyProcess.run([command, "--database", pooler.conninfo])
            #expect(result.exitCode == 1)
            #expect(result.errors.contains("pooler in transaction mode"), "\(command): \(result)")
            #expect(result.errors.contains("pool_mode = session"), "\(command): \(result)")
        }
        // Nothing was made through it.
        let schemas = try database.connect().execute(
            "SELECT 1 FROM pg_namespace WHERE nspname IN ('log', 'people', 'read')"
        )
        #expect(schemas.isEmpty)
    }

    @Test func `a pooler in session mode works`() throws {
        let pooler = try Pooler(before: database, mode: "session")
        defer { pooler.stop() }
        #expect(try Pooling.find(ConnectionOptions(pooler.conninfo)) == .sessions)
        for command in ["migrate", "demo", "verify", "replay"] {
            let result = try TallyProcess.run([command, "--database", pooler.conninfo])
            #expect(result.exitCode == 0, "\(command): \(result)")
        }
    }
}

/// A running PgBouncer, in a directory of its own.
private struct Pooler {
    let conninfo: String
    private let process = Process()
    private let directory: String

    /// Returns once it takes connections.
    init(before database: TestDatabase, mode: String) throws {
        directory = TestDirectory.make("pooler")
        let server = try database.connect().execute(
            """
            SELECT current_setting('unix_socket_directories'), current_setting('port'),
                current_user::text
            """
        ).only()
        let (host, port, user) = (try server.string(0), try server.string(1), try server.string(2))
        conninfo = "host=\(directory) port=6432 user=\(user) dbname=\(database.name)"
        let settings = """
            [databases]
            \(database.name) = host=\(host) port=\(port) user=\(user)
            [pgbouncer]
            pool_mode = \(mode)
            auth_type = any
            listen_port = 6432
            unix_socket_dir = \(directory)
            logfile = \(directory)/log
            """
        let file = "\(directory)/pgbouncer.ini"
        try settings.write(toFile: file, atomically: true, encoding: .utf8)
        var arguments = ["-q", file]
        if geteuid() == 0, let account = getpwnam("postgres") {
            // It refuses root, as PostgreSQL does.
            arguments += ["-u", "postgres"]
            chown(directory, account.pointee.pw_uid, account.pointee.pw_gid)
        }
        let path = ["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer"].first(where: Self.isExecutable)
        process.executableURL = URL(fileURLWithPath: try #require(path, "pgbouncer is missing"))
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        try wait(until: "pgbouncer takes connections") {
            let log = try? String(contentsOfFile: "\(directory)/log", encoding: .utf8)
            try #require(process.isRunning, "pgbouncer has ended: \(log ?? "without a log")")
            return (try? Connection(ConnectionOptions(conninfo))) != nil
        }
    }

    func stop() {
        // It inherits a thread's signal mask, which may hold any signal back but this one.
        kill(process.processIdentifier, SIGKILL)
        TestDirectory.remove(directory)
    }

    private static func isExecutable(_ path: String) -> Bool { access(path, X_OK) == 0 }
}
