import Postgres

/// The roles that connections step down to after login.
///
/// None of them can log in, and none may change or remove what the log has.
package enum LogRole: String, Sendable, CaseIterable {
    /// Appends to the log; looks people up for login.
    case commands = "tally_commands"
    /// Reads the log, writes the read models.
    case projections = "tally_projections"
    /// Reads the read models and names; can't read the log.
    case queries = "tally_queries"
}

extension ConnectionOptions {
    package func with(role: LogRole) -> ConnectionOptions { with(role: role.rawValue) }
}
