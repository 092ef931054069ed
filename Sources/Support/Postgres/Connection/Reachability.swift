import CLibPQ

/// Whether a server can be reached, found out without signing in.
package enum Reachability: Hashable, Sendable {
    /// It takes connections: if one fails, waiting does not help.
    case accepting
    /// It starts, stops or recovers.
    case rejecting
    /// Nothing responds.
    case silent
    /// The connection string can't be used.
    case invalid

    /// Asks the server that the options name (libpq manual, section 34.1, `PQpingParams`).
    ///
    /// If `target_session_attrs` asks for a kind of server, one of another kind counts as
    /// rejecting, since a server may become that kind.
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

/// The kind of pooler between a client and PostgreSQL.
package enum Pooling: Hashable, Sendable {
    /// No pooler that can be noticed.
    case none
    /// A pooler that keeps a session for each client.
    case sessions
    /// A pooler that lends a session for each transaction: another client gets what one client
    /// sets.
    case transactions

    /// The limit of sessions that are opened: a pooler that has more of them idle, and gives out
    /// the least recently used first, is taken for one that pools sessions.
    private static let most = 8

    /// Finds out by connections of its own, and closes them.
    ///
    /// A pooler gives its clients other numbers than those of PostgreSQL's processes. Behind a
    /// pooler, one client asks for its process, then other clients begin transactions: if sessions
    /// are pooled, none of them gets that process, which belongs to the first client.
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
        // Not prepared: such a pooler also mixes up the names of statements.
        let results = try connection.script("SELECT pg_backend_pid()")
        guard let row = results.first?.first else { throw .decoding("a session without a number") }
        return try row.int32(0)
    }
}
