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
