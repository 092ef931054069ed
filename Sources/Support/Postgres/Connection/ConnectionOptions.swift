/// How to reach PostgreSQL, and what to set in each new session.
package struct ConnectionOptions: Hashable, Sendable {
    /// A conninfo string or a `postgresql://` URL; several hosts and `target_session_attrs` work.
    package var conninfo: String
    /// The role taken on after connecting (`SET ROLE`), to lose rights that are not needed.
    package var role: String?
    package var applicationName: String
    /// Session settings such as `statement_timeout`, set after connecting.
    package var settings: [String: String]
    /// What may end statements from another thread.
    package var interruption: Interruption?
    /// What counts which servers the sessions of a process reach.
    package var census: SessionCensus?

    package init(
        _ conninfo: String,
        role: String? = nil,
        applicationName: String = "tally",
        settings: [String: String] = [:]
    ) {
        self.conninfo = conninfo
        self.role = role
        self.applicationName = applicationName
        self.settings = settings
    }

    /// The same, with each session counted by the census.
    package func with(census: SessionCensus) -> ConnectionOptions {
        var copy = self
        copy.census = census
        return copy
    }

    /// The same database under another role.
    package func with(role: String?) -> ConnectionOptions {
        var copy = self
        copy.role = role
        return copy
    }

    /// Session settings by which PostgreSQL notices that this side is gone, so that no lock outlives
    /// its holder for long: keepalives after 5 + 3 × 2 s of silence, sent bytes that stay
    /// unacknowledged for 10 s, and a look at the socket every 2 s while a statement runs.
    ///
    /// PostgreSQL's own values leave a vanished host's session alone for two hours.
    static let bounds = [
        "tcp_keepalives_idle": "5",
        "tcp_keepalives_interval": "2",
        "tcp_keepalives_count": "3",
        "tcp_user_timeout": "10000",
        "client_connection_check_interval": "2000",
    ]

    /// Settings that come before the conninfo, so that it may override them.
    ///
    /// `connect_timeout` is in seconds, for each host. The others are this side's share of `bounds`.
    var defaults: [(String, String)] {
        [
            ("connect_timeout", "5"),
            ("keepalives", "1"),
            ("keepalives_idle", "5"),
            ("keepalives_interval", "2"),
            ("keepalives_count", "3"),
            ("tcp_user_timeout", "10000"),
        ]
    }
}
