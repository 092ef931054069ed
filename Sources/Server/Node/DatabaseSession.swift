import Postgres

/// One worker's connection, made when it is needed and made anew after it broke.
struct DatabaseSession {
    /// What a session says that reaches another server than the one the node's read models are on.
    static let elsewhere = "another server than that of the read models was reached"

    private let options: ConnectionOptions
    private let history: HistoryBoard?
    private var connection: Connection?

    /// With `history`, only the server is used that the projections of the node have reached: what
    /// another one says may be of another history.
    init(_ options: ConnectionOptions, of history: HistoryBoard? = nil) {
        self.options = options
        self.history = history
    }

    /// Calls `body` with a sound connection; once more if one that had been idle turns out to be
    /// lost.
    mutating func use<Result>(
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
    mutating func reach<Result>(_ body: (Connection) throws -> Result) throws -> Result {
        try body(try connected())
    }

    private mutating func connected() throws(PostgresError) -> Connection {
        let expected = history?.source.server
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
