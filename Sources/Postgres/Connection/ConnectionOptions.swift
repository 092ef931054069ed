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

    /// The same database under another role.
    package func with(role: String?) -> ConnectionOptions {
        var copy = self
        copy.role = role
        return copy
    }

    /// Settings that come before the conninfo, so that it may override them.
    ///
    /// `connect_timeout` is in seconds, for each host.
    /// Keepalives find a dead peer after 30 + 3 × 10 s while idle; `tcp_user_timeout` (milliseconds)
    /// bounds how long sent bytes may stay unacknowledged. Without it a lost host costs 15 minutes.
    var defaults: [(String, String)] {
        [
            ("application_name", applicationName),
            ("connect_timeout", "5"),
            ("keepalives", "1"),
            ("keepalives_idle", "30"),
            ("keepalives_interval", "10"),
            ("keepalives_count", "3"),
            ("tcp_user_timeout", "30000"),
        ]
    }
}
