import Foundation
import Glibc
import Postgres
import PrivateServer
import Synchronization

/// The private PostgreSQL of one test process, in a directory that goes when the process ends.
package final class TestServer: Sendable {
    /// Started at first use; writes are not synced, so it is of no use for crash tests.
    package static let shared = TestServer()

    /// The conninfo of its first database, or the reason that it has none.
    private let conninfo: Result<String, any Error>
    private let server: PrivateServer
    private let directory: String
    private let databases = Atomic<Int>(0)
    private let abandoned = Mutex<[String]>([])
    /// The databases that others are copies of, by what is in them.
    private let templates = Mutex<[String: String]>([:])

    private init() {
        directory = TestDirectory.make("server")
        let server = PrivateServer(
            directory: directory,
            settings: [
                "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off",
                "shared_buffers": "64MB", "max_connections": "500", "wal_level": "minimal",
                "max_wal_senders": "0",
            ]
        )
        conninfo = Result { try server.start() }
        self.server = server
        // No closure of atexit can hold anything: it goes through the constant.
        atexit { TestServer.shared.remove() }
    }

    /// How to reach the first database, which tests should leave alone: see `TestDatabase`.
    package func options() throws -> ConnectionOptions {
        ConnectionOptions(try conninfo.get())
    }

    func nextDatabaseName() -> String {
        "test_\(databases.add(1, ordering: .relaxed).newValue)"
    }

    /// The name of the database that `fill` has filled; the others wait meanwhile.
    func template(
        _ kind: String,
        _ fill: (ConnectionOptions) throws -> Void
    ) throws -> String {
        let server = try options()
        return try templates.withLock { templates in
            if let known = templates[kind] { return known }
            let name = nextDatabaseName()
            try Connection(server).script("CREATE DATABASE \(name)")
            try fill(ConnectionOptions("\(server.conninfo) dbname=\(name)"))
            templates[kind] = name
            return name
        }
    }

    func abandon(database: String) {
        abandoned.withLock { $0.append(database) }
    }

    /// How many databases whose objects have gone stay at least: a test may hold on to a conninfo
    /// alone.
    private static let kept = 32

    /// Drops the oldest of those that nobody is connected to; the others wait for the next time.
    func dropAbandonedDatabases(_ connection: Connection) throws {
        let names = abandoned.withLock { names in
            let old = Array(names.dropLast(Self.kept))
            names.removeFirst(old.count)
            return old
        }
        guard !names.isEmpty else { return }
        let rows = try connection.execute(
            "SELECT DISTINCT datname FROM pg_stat_activity WHERE datname = ANY ($1)",
            [.texts(names)]
        )
        let used = try rows.map { try $0.string(0) }
        abandoned.withLock { $0 += used }
        for name in names where !used.contains(name) {
            try connection.script("DROP DATABASE \(name) WITH (FORCE)")
        }
    }

    private func remove() {
        server.stop()
        try? FileManager.default.removeItem(atPath: directory)
    }
}
