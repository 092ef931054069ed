import Postgres

/// Why the private PostgreSQL does not run.
///
/// Each text is one line.
package enum PrivateServerError: Error, Hashable, Sendable {
    /// No PostgreSQL of the needed version is installed. `major` is nil if any would do.
    case notInstalled(major: Int?)
    /// Something about directories, users or processes, with the system's reason.
    case system(String)
    /// `initdb` or `postgres` ended; the last line of its log.
    case exited(program: String, reason: String)
    /// It did not accept connections within the limit.
    case notReady(seconds: Int, reason: String)
    case database(PostgresError)
}

extension PrivateServerError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notInstalled(nil):
            "PostgreSQL 15 or newer is not installed: apt-get install postgresql, or name a server"
                + " with --database URL"
        case .notInstalled(let major?):
            "the data directory was made by PostgreSQL \(major), which is not installed: apt-get"
                + " install postgresql-\(major)"
        case .system(let text): text
        case .exited(let program, let reason): "\(program) ended: \(reason)"
        case .notReady(let seconds, let reason):
            "the private PostgreSQL was not ready within \(seconds) s: \(reason)"
        case .database(let error): error.description
        }
    }
}
