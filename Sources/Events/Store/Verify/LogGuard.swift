import Postgres

/// The start-up check that PostgreSQL itself keeps the log append-only, both ways: triggers that
/// refuse changes, and roles that have no right to them.
///
/// A service does not run on a log with weaker protection.
package enum LogGuard {
    /// No role may change or remove a row of these.
    private static let appendOnly = ["log.events", "log.batches", "history.epochs"]

    /// Throws `LogGuardError` with every weakness, or the connection's error.
    package static func check(_ connection: Connection) throws {
        var weaknesses: [String] = []
        if connection.serverVersion < 150_000 {
            weaknesses.append("PostgreSQL 15 or newer is needed")
        }
        for table in appendOnly {
            weaknesses += try triggers(on: table, connection)
        }
        weaknesses += try rights(connection)
        weaknesses += try readers(connection)
        guard weaknesses.isEmpty else { throw LogGuardError(weaknesses: weaknesses) }
    }

    /// One trigger per table, before each statement, on UPDATE, DELETE and TRUNCATE.
    ///
    /// Bits of tgtype (pg_trigger.h): 1 row, 2 before, 8 delete, 16 update, 32 truncate. A
    /// trigger's condition (tgqual) or a column list (tgattr) would narrow it; 'A' is ENABLE
    /// ALWAYS.
    private static func triggers(on table: String, _ connection: Connection) throws -> [String] {
        let rows = try connection.execute(
            """
            SELECT trigger.tgenabled::text,
                trigger.tgtype & 63 = 58 AND trigger.tgqual IS NULL
                    AND trigger.tgattr::text = ''
                    AND function.oid = to_regproc('log.refuse_change'),
                md5(function.prosrc)
            FROM pg_trigger AS trigger JOIN pg_proc AS function ON function.oid = trigger.tgfoid
            WHERE trigger.tgrelid = to_regclass($1) AND trigger.tgname = 'refuse_change'
            """,
            [.text(table)]
        )
        guard let row = rows.first else { return ["\(table) has no trigger refuse_change"] }
        var weaknesses: [String] = []
        if try row.string(0) != "A" {
            weaknesses.append("trigger refuse_change of \(table) is not enabled always")
        }
        if try !row.bool(1) {
            weaknesses.append("trigger refuse_change of \(table) does not refuse every change")
        }
        if try row.string(2) != functionDigest {
            weaknesses.append("function log.refuse_change is not the one that was migrated")
        }
        return weaknesses
    }

    /// MD5 of the body of log.refuse_change in 0001_log.sql.
    ///
    /// It detects an accidental or careless change and does not protect against an attacker.
    private static let functionDigest = "204083d307a4c121849f8ff9b85446d3"

    /// No role may change the log, and only one may add to it.
    private static func rights(_ connection: Connection) throws -> [String] {
        try connection.execute(
            """
            SELECT role.rolname::text, tables.name, rights.name
            FROM pg_roles AS role
            CROSS JOIN unnest($2) AS tables (name)
            CROSS JOIN unnest($3) AS rights (name)
            WHERE role.rolname = ANY ($1)
                AND (rights.name <> 'INSERT' OR role.rolname <> $4) AND CASE
                WHEN rights.name IN ('INSERT', 'UPDATE')
                THEN has_any_column_privilege(role.oid, tables.name, rights.name)
                ELSE has_table_privilege(role.oid, tables.name, rights.name)
            END
            ORDER BY 1, 2, 3
            """,
            [
                .texts(LogRole.allCases.map(\.rawValue)),
                .texts(appendOnly),
                .texts(["INSERT", "UPDATE", "DELETE", "TRUNCATE", "TRIGGER"]),
                .text(LogRole.commands.rawValue),
            ]
        ).map { row in
            "role \(try row.string(0)) has \(try row.string(2)) on \(try row.string(1))"
        }
    }

    /// The query role reads the read models only, and no column that protects a sign-in.
    private static func readers(_ connection: Connection) throws -> [String] {
        let role = LogRole.queries.rawValue
        let row = try connection.execute(
            """
            SELECT has_schema_privilege($1, 'log', 'USAGE')
                    AND has_any_column_privilege($1, 'log.events', 'SELECT'),
                (
                    -- By its number: the caller itself may not be let into schema people.
                    SELECT has_column_privilege($1, class.oid, 'password_hash', 'SELECT')
                    FROM pg_class AS class
                    JOIN pg_namespace AS schema ON schema.oid = class.relnamespace
                    WHERE class.relname = 'people' AND schema.nspname = 'people'
                ),
                (
                    SELECT has_any_column_privilege($1, class.oid, 'SELECT')
                    FROM pg_class AS class
                    JOIN pg_namespace AS schema ON schema.oid = class.relnamespace
                    WHERE class.relname = 'sign_in_attempts' AND schema.nspname = 'people'
                )
            """,
            [.text(role)]
        ).only()
        var weaknesses: [String] = []
        if try row.bool(0) { weaknesses.append("role \(role) can read log.events") }
        if try row.bool(1) { weaknesses.append("role \(role) can read password hashes") }
        if try row.bool(2) { weaknesses.append("role \(role) can read failed sign-ins") }
        return weaknesses
    }
}

/// The ways in which a log is less protected than it was set up.
package struct LogGuardError: Error, Hashable {
    /// One line each.
    package let weaknesses: [String]
}

extension LogGuardError: CustomStringConvertible {
    package var description: String {
        "the log is not protected as it was set up: " + weaknesses.joined(separator: "; ")
            + ". Restore this as the database's owner first."
    }
}
