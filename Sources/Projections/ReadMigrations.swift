import Postgres

/// Creates and migrates schemas `read` and `read_shadow`.
///
/// The log's migrations must run before.
package enum ReadMigrations {
    /// A new migration is a new file in Schema and a new line here.
    package static let all = [
        Migration(number: 1, name: "read", sql: PackageResources._001_read_sql),
        Migration(
            number: 2,
            name: "wallet_services_identity",
            sql: PackageResources._002_wallet_services_identity_sql
        ),
        Migration(number: 3, name: "totals", sql: PackageResources._003_totals_sql),
        Migration(
            number: 4,
            name: "transfer_states",
            sql: PackageResources._004_transfer_states_sql
        ),
        Migration(number: 5, name: "log_moments", sql: PackageResources._005_log_moments_sql),
        Migration(number: 6, name: "deadlines", sql: PackageResources._006_deadlines_sql),
    ]

    /// Applies the missing migrations, and returns them.
    @discardableResult
    package static func run(on connection: Connection) throws -> [Migration] {
        try migrator.run(on: connection)
    }

    /// Throws unless the database is exactly at this program's version.
    package static func check(on connection: Connection) throws {
        try migrator.check(on: connection)
    }

    private static let migrator = Migrator(owner: "read", migrations: all)
}
