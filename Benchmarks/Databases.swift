import Foundation
import Postgres
import PrivateServer

/// The private PostgreSQL that the benchmarks run on, with fsync and synchronous_commit on.
final class Databases {
    let folder: URL
    private let server: PrivateServer
    private let conninfo: String

    init() throws {
        folder = URL(fileURLWithPath: NSTemporaryDirectory())
            .appendingPathComponent("tally-bench-\(ProcessInfo.processInfo.processIdentifier)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        server = PrivateServer(directory: folder.path)
        conninfo = try server.start()
    }

    /// A new database with the schema of the service, or of another version of it.
    func make(_ name: String, program path: String? = nil) throws -> ConnectionOptions {
        let connection = try Connection(ConnectionOptions(conninfo))
        _ = try connection.script("CREATE DATABASE \(name)")
        // The last of two settings in a conninfo wins.
        let own = "\(conninfo) dbname=\(name)"
        _ = try ChildProcess(path ?? program("tally"), ["migrate", "--database", own]).finish()
        return ConnectionOptions(own)
    }

    func stop() {
        server.stop()
        try? FileManager.default.removeItem(at: folder)
    }
}
