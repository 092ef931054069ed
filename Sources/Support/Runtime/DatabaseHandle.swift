import Postgres
import Synchronization

/// One worker's connection, made when it is needed and made again after it broke.
package struct DatabaseHandle {
    /// The error of a connection to a server other than that of the node's read models.
    package static let elsewhere = "another server than that of the read models was reached"

    private let options: ConnectionOptions
    private let expectedServer: @Sendable () -> ServerIdentity?
    private var connection: Connection?

    /// Uses only the server that `expectedServer` returns at that time; any server if it returns
    /// nil.
    package init(
        _ options: ConnectionOptions,
        on expectedServer: @escaping @Sendable () -> ServerIdentity? = { nil }
    ) {
        self.options = options
        self.expectedServer = expectedServer
    }

    /// Calls `body` with a sound connection; a second time if an idle connection turns out to be
    /// lost.
    package mutating func use<Result>(
        _ body: (Connection) throws(PostgresError) -> Result
    ) throws(PostgresError) -> Result {
        let wasIdle = connection?.isBroken == false
        do {
            return try body(try connected())
        } catch {
            guard wasIdle, case .connection = error else { throw error }
            return try body(try connected())
        }
    }

    /// Calls `body` with a connection; `body` may throw any error.
    package mutating func reach<Result>(_ body: (Connection) throws -> Result) throws -> Result {
        try body(try connected())
    }

    private mutating func connected() throws(PostgresError) -> Connection {
        let expected = expectedServer()
        if let connection, !connection.isBroken, expected ?? connection.server == connection.server
        {
            return connection
        }
        // The old connection closes before the next one opens.
        connection = nil
        let fresh = try Connection(options)
        guard expected ?? fresh.server == fresh.server else { throw .connection(Self.elsewhere) }
        connection = fresh
        return fresh
    }
}

/// One connection that several threads use in turn.
package final class SharedDatabase: Sendable {
    private let handle: Mutex<DatabaseHandle>

    package init(_ handle: sending DatabaseHandle) {
        self.handle = Mutex(handle)
    }

    /// Calls `body` with a sound connection, as `DatabaseHandle.use` does.
    package func use<Result: Sendable>(
        _ body: @Sendable (Connection) throws(PostgresError) -> Result
    ) throws(PostgresError) -> Result {
        try handle.withLock { handle throws(PostgresError) in try handle.use(body) }
    }
}
