import Postgres

/// One worker's connection, made when it is needed and made anew after it broke.
struct DatabaseSession {
    private let options: ConnectionOptions
    private var connection: Connection?

    init(_ options: ConnectionOptions) {
        self.options = options
    }

    /// Calls `body` with a sound connection; once more if one that had been idle turns out to be
    /// lost.
    mutating func use<Result>(
        _ body: (Connection) throws(PostgresError) -> Result
    ) throws(PostgresError) -> Result {
        let wasIdle = connection?.isBroken == false
        do {
            return try attempt(body)
        } catch {
            guard wasIdle, case .connection = error else { throw error }
            return try attempt(body)
        }
    }

    /// Calls `body` with a connection, whatever it throws.
    mutating func reach<Result>(_ body: (Connection) throws -> Result) throws -> Result {
        if let connection, !connection.isBroken { return try body(connection) }
        let fresh = try Connection(options)
        connection = fresh
        return try body(fresh)
    }

    private mutating func attempt<Result>(
        _ body: (Connection) throws(PostgresError) -> Result
    ) throws(PostgresError) -> Result {
        if let connection, !connection.isBroken { return try body(connection) }
        let fresh = try Connection(options)
        connection = fresh
        return try body(fresh)
    }
}
