import Postgres

/// The roles that connections step down to after login.
///
/// None of them can log in, and none may change or remove rows of the log.
package enum LogRole: String, Sendable, CaseIterable {
    /// Appends to the log; looks people up for login.
    case commands = "tally_commands"
    /// Reads the log, writes the read models.
    case projections = "tally_projections"
    /// Reads the read models and names; can't read the log.
    case queries = "tally_queries"
}

extension ConnectionOptions {
    /// The same options under another role.
    package func with(role: LogRole) -> ConnectionOptions { with(role: role.rawValue) }
}

/// Creates and migrates schema `log`, schema `people` and the roles.
package enum LogMigrations {
    /// A new migration is a new file in Schema and a new line here.
    package static let all = [
        Migration(number: 1, name: "log", sql: PackageResources._001_log_sql),
        Migration(number: 2, name: "people", sql: PackageResources._002_people_sql),
        Migration(number: 3, name: "user_names", sql: PackageResources._003_user_names_sql),
        Migration(number: 4, name: "history", sql: PackageResources._004_history_sql),
        Migration(number: 5, name: "seals", sql: PackageResources._005_seals_sql),
        Migration(number: 6, name: "sessions", sql: PackageResources._006_sessions_sql),
        Migration(number: 7, name: "sign_ins", sql: PackageResources._007_sign_ins_sql),
        Migration(
            number: 8,
            name: "refusal_details",
            sql: PackageResources._008_refusal_details_sql
        ),
        Migration(number: 9, name: "role_grants", sql: PackageResources._009_role_grants_sql),
    ]

    /// Applies the missing migrations, creates the installation's secrets, seals the rows from
    /// before seals were introduced, and returns the applied migrations.
    ///
    /// Any number of nodes and databases may do so at once. The user must own the database and, the
    /// first time on a server, be allowed to create roles; the error message describes an
    /// alternative.
    @discardableResult
    package static func run(on connection: Connection) throws -> [Migration] {
        let applied = try migrator.run(on: connection)
        try LogSecrets.createMissing(connection)
        try connection.sealUnsealedRows()
        return applied
    }

    /// Throws unless the database is exactly at this program's version.
    package static func check(on connection: Connection) throws {
        try migrator.check(on: connection)
    }

    private static let migrator = Migrator(owner: "log", migrations: all)
}
