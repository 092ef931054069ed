import Postgres

/// One worker's connection, made when it is needed and made anew after it broke.
package struct DatabaseHandle {
    /// What a session says that reaches another server than the one the node's read models are on.
    package static let elsewhere = "another server than that of the read models was reached"

    private let options: ConnectionOptions
    private let expectedServer: @Sendable () -> ServerIdentity?
    private var connection: Connection?

    /// Only the server is used that `expectedServer` returns when it is asked; any if that is nil.
    package init(
        _ options: ConnectionOptions,
        on expectedServer: @escaping @Sendable () -> ServerIdentity? = { nil }
    ) {
        self.options = options
        self.expectedServer = expectedServer
    }

    /// Calls `body` with a sound connection; once more if one that had been idle turns out to be
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

    /// Calls `body` with a connection, whatever it throws.
    package mutating func reach<Result>(_ body: (Connection) throws -> Result) throws -> Result {
        try body(try connected())
    }

    private mutating func connected() throws(PostgresError) -> Connection {
        let expected = expectedServer()
        if let connection, !connection.isBroken, expected ?? connection.server == connection.server
        {
            return connection
        }
        // Before the next one is opened.
        connection = nil
        let fresh = try Connection(options)
        guard expected ?? fresh.server == fresh.server else { throw .connection(Self.elsewhere) }
        connection = fresh
        return fresh
    }
}
