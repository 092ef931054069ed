/// What stands between a client and PostgreSQL.
package enum Pooling: Hashable, Sendable {
    /// Nothing that could be noticed.
    case none
    /// A pooler that keeps a session for each client.
    case sessions
    /// A pooler that lends a session for each transaction: what one client sets another one gets.
    case transactions

    /// Sessions that are opened at most to find out: a pooler that holds more of them idle, and gives
    /// out the least recently used first, is taken for one that pools sessions.
    private static let most = 8

    /// Finds out by connections of its own, all closed again.
    ///
    /// The number that a pooler gives to a client is not that of PostgreSQL's process. Of a pooler,
    /// one client's process is asked for, then other clients begin transactions: with sessions pooled
    /// none of them ever gets that process, since it is the first client's alone.
    package static func find(_ options: ConnectionOptions) throws(PostgresError) -> Pooling {
        let first = try Connection(options)
        let process = try backend(first)
        guard process != first.processID else { return .none }
        var others: [Connection] = []
        while others.count < most {
            let other = try Connection(options)
            try other.script("BEGIN")
            others.append(other)
            if try backend(other) == process { return .transactions }
            if try backend(first) != process { return .transactions }
        }
        return .sessions
    }

    private static func backend(_ connection: Connection) throws(PostgresError) -> Int32 {
        // Not prepared: the name of a statement is another thing that such a pooler mixes up.
        let results = try connection.script("SELECT pg_backend_pid()")
        guard let row = results.first?.first else { throw .decoding("a session without a number") }
        return try row.int32(0)
    }
}
