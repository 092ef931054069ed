import CLibPQ

/// Whether a server is there, found out without signing in.
package enum Reachability: Hashable, Sendable {
    /// It takes connections; one that fails nevertheless fails for a reason that stays.
    case accepting
    /// It is there and starts, stops or recovers.
    case rejecting
    /// Nobody answers.
    case silent
    /// The connection string can't be used.
    case invalid

    /// Asks the server that the options name (libpq manual, section 34.1, `PQpingParams`).
    ///
    /// A server that is not the kind that `target_session_attrs` asks for counts as one that rejects:
    /// another one may become that.
    package init(_ options: ConnectionOptions) {
        guard let conninfo = try? Conninfo(options.conninfo) else {
            self = .invalid
            return
        }
        let settings = options.defaults + [("dbname", options.conninfo)]
        let status = withCStrings(settings.map(\.0)) { keywords in
            withCStrings(settings.map(\.1)) { values in PQpingParams(keywords, values, 1) }
        }
        switch status {
        case PQPING_OK: self = conninfo.wantsKindOfServer ? .rejecting : .accepting
        case PQPING_REJECT: self = .rejecting
        case PQPING_NO_RESPONSE: self = .silent
        default: self = .invalid
        }
    }
}

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
