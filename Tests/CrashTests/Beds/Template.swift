import Foundation
import Postgres
import TestSupport
import Testing

/// A PostgreSQL with Tally's schemas and registered users that was shut down: tests work on copies
/// of its files, which take a tenth of the time.
final class Template: Sendable {
    static let users = 20

    /// Made at first use, removed with the process.
    static let shared: Result<Template, any Error> = Result {
        // A closure for atexit can't capture anything, so it uses the constant.
        atexit { if let template = try? Template.shared.get() { template.remove() } }
        return try Template()
    }

    /// Nothing changes it after `init`, and copies only read its files.
    nonisolated(unsafe) private let server: PostgresServer

    private init() throws {
        server = try PostgresServer()
        try server.start()
        try server.connect(database: "postgres").script("CREATE DATABASE tally")
        let node = try ServiceNode(server.conninfo())
        try node.waitUntilReady()
        _ = try People.register(Self.users, at: node.place)
        node.stop()
        server.stop()
    }

    /// A server with the template's data, not started yet.
    static func copy(
        in place: String? = nil,
        environment: [String: String] = [:]
    ) throws -> PostgresServer {
        let template = try shared.get()
        return try PostgresServer(copy: template.server, in: place, environment: environment)
    }

    private func remove() {
        TestDirectory.remove(server.directory)
    }
}
