import Foundation
import Glibc
import Postgres
import PrivateServer

/// A PostgreSQL of its own with a copy that can take over, for tests of failovers: the copy lacks
/// later commits of the primary, like a standby that lags.
///
/// Both listen on Unix sockets; `options` name both, the primary first.
package final class StandbyServer: Sendable {
    /// A program of PostgreSQL failed.
    package struct Failed: Error {
        package let text: String
    }

    package let options: ConnectionOptions
    private let directory = TestDirectory.make("standby")
    private let primary: PrivateServer
    private let standby: PrivateServer

    private static let settings = [
        "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off",
        "shared_buffers": "32MB", "wal_level": "replica", "max_wal_senders": "2",
        "max_wal_size": "256MB", "min_wal_size": "32MB",
    ]

    /// Starts the primary.
    package init() throws {
        primary = PrivateServer(directory: directory + "/primary", settings: Self.settings)
        standby = PrivateServer(directory: directory + "/standby", settings: Self.settings)
        options = ConnectionOptions(
            "host=\(directory)/primary/run,\(directory)/standby/run port=5432,5432 user=tally "
                + "dbname=tally target_session_attrs=read-write"
        )
        _ = try primary.start()
    }

    deinit {
        standby.stop()
        primary.stop()
        TestDirectory.remove(directory)
    }

    /// Makes the copy, with everything up to now.
    package func copy() throws {
        let data = directory + "/standby/postgres"
        TestDirectory.remove(directory + "/standby")
        mkdir(directory + "/standby", 0o755)
        let binaries = try connectToPrimary().execute(
            "SELECT setting FROM pg_config WHERE name = 'BINDIR'"
        ).only().string(0)
        var owner = stat()
        stat(directory + "/primary/postgres", &owner)
        mkdir(data, 0o700)
        chown(data, owner.st_uid, owner.st_gid)
        var arguments = [
            "\(binaries)/pg_basebackup", "--host=\(directory)/primary/run", "--username=tally",
            "--pgdata=\(data)", "--wal-method=fetch", "--checkpoint=fast", "--no-sync",
        ]
        if geteuid() == 0 {
            arguments =
                ["setpriv", "--reuid=\(owner.st_uid)", "--regid=\(owner.st_gid)", "--clear-groups"]
                + arguments
        }
        try Self.run(arguments)
        let signal = data + "/standby.signal"
        _ = FileManager.default.createFile(atPath: signal, contents: nil)
        chown(signal, owner.st_uid, owner.st_gid)
    }

    /// Starts the copy and makes it a primary, while the first one may still run.
    package func promote() throws {
        let connection = try Connection(ConnectionOptions(try standby.start()))
        guard try connection.execute("SELECT pg_promote()").only().bool(0) else {
            throw Failed(text: "the standby was not promoted")
        }
    }

    /// Ends the primary, and with it every session that reaches it.
    package func stopPrimary() {
        primary.stop()
    }

    /// A session with the primary, also while it is hidden.
    package func connectToPrimary() throws -> Connection {
        try Connection(ConnectionOptions("host=\(directory)/primary/run user=tally dbname=tally"))
    }

    /// Keeps new sessions from reaching the primary, like a cut network; existing sessions
    /// continue.
    package func hidePrimary() {
        rename(socket, socket + ".hidden")
    }

    package func showPrimary() {
        rename(socket + ".hidden", socket)
    }

    /// The copy alone.
    package var promotedConninfo: String { "host=\(directory)/standby/run user=tally dbname=tally" }

    private var socket: String { directory + "/primary/run/.s.PGSQL.5432" }

    private static func run(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        process.environment = ["PATH": "/usr/bin:/bin", "LC_ALL": "C"]
        let errors = Pipe()
        process.standardError = errors
        try process.run()
        let text = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failed(text: String(decoding: text, as: UTF8.self))
        }
    }
}
