import Postgres

/// Sets up and brings forward schema `log`, schema `people` and the roles.
package enum LogMigrations {
    /// A new one is a new file in Schema and a new line here.
    package static let all = [
        Migration(number: 1, name: "log", sql: PackageResources._001_log_sql),
        Migration(number: 2, name: "people", sql: PackageResources._002_people_sql),
        Migration(number: 3, name: "user_names", sql: PackageResources._003_user_names_sql),
        Migration(number: 4, name: "history", sql: PackageResources._004_history_sql),
        Migration(number: 5, name: "seals", sql: PackageResources._005_seals_sql),
    ]

    /// Applies what is missing, makes the installation's secrets, seals what was written before there
    /// were seals, and answers what was applied.
    ///
    /// Any number of nodes and databases may do so at once. The user must own the database and, the
    /// first time on a server, be allowed to create roles; the error says how to do without.
    @discardableResult
    package static func run(on connection: Connection) throws -> [Migration] {
        let applied = try migrator.run(on: connection)
        try LogSecrets.createMissing(connection)
        try connection.sealUnsealedRows()
        return applied
    }

    /// Throws unless the database is exactly at the version that this program knows.
    package static func check(on connection: Connection) throws {
        try migrator.check(on: connection)
    }

    private static let migrator = Migrator(owner: "log", migrations: all)
}
