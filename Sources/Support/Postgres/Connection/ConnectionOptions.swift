import CLibPQ

/// How to reach PostgreSQL, and what to set in each new session.
package struct ConnectionOptions: Sendable {
    /// A conninfo string or a `postgresql://` URL; several hosts and `target_session_attrs` work.
    package var conninfo: String
    /// The role taken on after connecting (`SET ROLE`), to lose rights that are not needed.
    package var role: String?
    package var applicationName: String
    /// Session settings such as `statement_timeout`, set after connecting.
    package var settings: [String: String]
    /// Can end statements from another thread.
    package var interruption: Interruption?
    /// Counts which servers the sessions of a process reach.
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

    /// The same options with a census.
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

    /// Session settings by which PostgreSQL notices that this side is gone, so that no lock
    /// outlives its holder for long: keepalives after 5 + 3 × 2 s of silence, sent bytes that stay
    /// unacknowledged for 10 s, and a look at the socket every 2 s while a statement runs.
    ///
    /// By PostgreSQL's own values, the session of a vanished host lasts two hours.
    static let bounds = [
        "tcp_keepalives_idle": "5",
        "tcp_keepalives_interval": "2",
        "tcp_keepalives_count": "3",
        "tcp_user_timeout": "10000",
        "client_connection_check_interval": "2000",
    ]

    /// Settings that come before the conninfo, so that it may override them.
    ///
    /// `connect_timeout` is in seconds, for each host. The others are this side's share of
    /// `bounds`.
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

/// A conninfo string or URL taken apart by libpq, to keep its password out of messages.
package struct Conninfo {
    private let secrets: [String]
    /// Whether the text asks for a certain kind of server.
    let wantsKindOfServer: Bool

    /// Throws if libpq can't read the text.
    ///
    /// libpq's reason may quote the text with its password, so the part between quotation marks is
    /// left out.
    init(_ text: String) throws(PostgresError) {
        var reason: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(text, &reason) else {
            let cause = oneLine(reason)
            PQfreemem(reason)
            throw .connection("the connection string is not valid: \(Self.withoutQuoted(cause))")
        }
        defer { PQconninfoFree(options) }
        var secrets: [String] = []
        var kind = "any"
        var option = options
        while let keyword = option.pointee.keyword {
            let name = String(cString: keyword)
            if name == "password" || name == "sslpassword", let value = option.pointee.val {
                secrets.append(String(cString: value))
            }
            if name == "target_session_attrs", let value = option.pointee.val {
                kind = String(cString: value)
            }
            option += 1
        }
        wantsKindOfServer = kind != "any"
        self.secrets = secrets.filter { !$0.isEmpty }
    }

    /// The text with every password replaced.
    func redacted(_ text: String) -> String {
        var text = text
        for secret in secrets {
            text = text.split(separator: secret, omittingEmptySubsequences: false)
                .joined(separator: "***")
        }
        return text
    }

    /// Any value as conninfo takes it.
    package static func quoted(_ value: String) -> String {
        var text = "'"
        for character in value {
            if character == "'" || character == "\\" { text.append("\\") }
            text.append(character)
        }
        return text + "'"
    }

    private static func withoutQuoted(_ text: String) -> String {
        let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
        guard let first = parts.first, let last = parts.last, parts.count > 2 else { return text }
        // From the first to the last mark: a password may itself contain one.
        return "\(first)…\(last)"
    }
}
