import Postgres

/// Creates and updates schema `jobs`, after the log's migrations.
package enum JobMigrations {
    /// A new migration is a new file in Schema and a new line here.
    static let all = [
        Migration(number: 1, name: "jobs", sql: PackageResources._001_jobs_sql),
        Migration(number: 2, name: "commands", sql: PackageResources._002_commands_sql),
        Migration(number: 3, name: "progress", sql: PackageResources._003_progress_sql),
    ]

    /// Applies the missing migrations and returns them.
    @discardableResult
    package static func run(on connection: Connection) throws -> [Migration] {
        try migrator.run(on: connection)
    }

    /// Throws unless the database has exactly this program's version.
    package static func check(on connection: Connection) throws {
        try migrator.check(on: connection)
    }

    private static let migrator = Migrator(owner: "jobs", migrations: all)
}
