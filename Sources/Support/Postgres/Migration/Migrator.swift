/// Brings the part of a database that one owner has to the version this program knows.
///
/// `public.tally_migrations` has the applied migrations. Each migration is one transaction under an
/// advisory lock that ends with it, so any number of nodes may start at once, also through
/// PgBouncer.
package struct Migrator: Sendable {
    private let owner: String
    private let migrations: [Migration]

    /// "Tally" and a number; one lock for all owners, since each migration is short.
    private static let lockKey: Int64 = 0x5461_6C6C_7900_0001

    package init(owner: String, migrations: [Migration]) {
        self.owner = owner
        self.migrations = migrations
    }

    /// Applies the missing migrations and returns them.
    @discardableResult
    package func run(on connection: Connection) throws(MigrationError) -> [Migration] {
        try checkNumbers()
        // If nothing is missing, neither the lock nor the right to create tables is needed.
        guard try pending(on: connection) != nil else { return [] }
        var applied: [Migration] = []
        while let migration = try applyNext(on: connection) { applied.append(migration) }
        return applied
    }

    /// Throws unless the database is exactly at the version this program knows.
    package func check(on connection: Connection) throws(MigrationError) {
        try checkNumbers()
        guard let next = try pending(on: connection) else { return }
        throw .pending(owner: owner, next: next.number, name: next.name)
    }

    private func checkNumbers() throws(MigrationError) {
        guard migrations.map(\.number) == Array(1..<migrations.count + 1) else {
            throw .misnumbered(owner: owner)
        }
    }

    /// The first missing migration; nil if all are applied.
    private func pending(on connection: Connection) throws(MigrationError) -> Migration? {
        let applied: [(number: Int, digest: String)]
        let digests: [String]
        do {
            applied = try readApplied(connection)
            digests = try readDigests(connection)
        } catch {
            throw .database(error)
        }
        for (number, digest) in applied where number <= migrations.count {
            guard digest == digests[number - 1] else {
                throw .changed(owner: owner, number: number, name: migrations[number - 1].name)
            }
        }
        let last = applied.last?.number ?? 0
        guard last <= migrations.count else {
            throw .newer(owner: owner, applied: last, known: migrations.count)
        }
        return last < migrations.count ? migrations[last] : nil
    }

    private func applyNext(on connection: Connection) throws(MigrationError) -> Migration? {
        do throws(PostgresError) {
            try connection.script("BEGIN; SELECT pg_advisory_xact_lock(\(Self.lockKey))")
            // A statement of its own, so that it sees what another node did under the lock.
            try connection.script(Self.createTable)
        } catch {
            connection.rollback()
            throw .database(error)
        }
        do {
            guard let migration = try pending(on: connection) else {
                connection.rollback()
                return nil
            }
            try apply(migration, on: connection)
            return migration
        } catch {
            connection.rollback()
            throw error
        }
    }

    private func apply(
        _ migration: Migration,
        on connection: Connection
    ) throws(MigrationError) {
        let (number, name) = (migration.number, migration.name)
        do throws(PostgresError) {
            try connection.script(migration.sql)
        } catch {
            throw .failed(owner: owner, number: number, name: name, error)
        }
        guard !connection.isIdle else {
            throw .endsTransaction(owner: owner, number: number, name: name)
        }
        do throws(PostgresError) {
            try connection.execute(
                """
                INSERT INTO public.tally_migrations (owner, number, name, digest, applied_at)
                VALUES ($1, $2, $3, encode(sha256(convert_to($4, 'UTF8')), 'hex'), now())
                """,
                [
                    .text(owner), .int64(Int64(migration.number)), .text(migration.name),
                    .text(migration.sql),
                ]
            )
            try connection.commit()
        } catch {
            throw .failed(owner: owner, number: number, name: name, error)
        }
    }

    private static let createTable = """
        CREATE TABLE IF NOT EXISTS public.tally_migrations (
            owner text NOT NULL,
            number bigint NOT NULL,
            name text NOT NULL,
            digest text NOT NULL,
            applied_at timestamptz NOT NULL,
            PRIMARY KEY (owner, number)
        )
        """

    private func readApplied(
        _ connection: Connection
    ) throws(PostgresError) -> [(number: Int, digest: String)] {
        let exists = try connection.execute(
            "SELECT to_regclass('public.tally_migrations') IS NOT NULL"
        )
        guard try exists.only().bool(0) else { return [] }
        let rows = try connection.execute(
            "SELECT number, digest FROM public.tally_migrations WHERE owner = $1 ORDER BY number",
            [.text(owner)]
        )
        var applied: [(number: Int, digest: String)] = []
        for row in rows { applied.append((Int(try row.int64(0)), try row.string(1))) }
        return applied
    }

    /// The server computes them, so that no cryptography is needed here.
    private func readDigests(_ connection: Connection) throws(PostgresError) -> [String] {
        let rows = try connection.execute(
            """
            SELECT encode(sha256(convert_to(sql, 'UTF8')), 'hex')
            FROM unnest($1::text[]) WITH ORDINALITY AS migrations (sql, number) ORDER BY number
            """,
            [.texts(migrations.map(\.sql))]
        )
        var digests: [String] = []
        for row in rows { digests.append(try row.string(0)) }
        return digests
    }
}

/// One numbered step of a schema.
///
/// Its SQL never changes once it has been released.
package struct Migration: Hashable, Sendable {
    /// From 1, without gaps, for each owner.
    package let number: Int
    package let name: String
    /// One or more statements without transaction commands.
    package let sql: String

    package init(number: Int, name: String, sql: String) {
        self.number = number
        self.name = name
        self.sql = sql
    }

    /// From a file embedded in the binary.
    package init(number: Int, name: String, sql: [UInt8]) {
        self.init(number: number, name: name, sql: String(decoding: sql, as: UTF8.self))
    }
}

/// Why a schema does not have, or can't get, the version that this program needs.
package enum MigrationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The program's own list is not 1, 2, 3 …: a fault in the code.
    case misnumbered(owner: String)
    /// A migration was edited after it had been applied to this database.
    case changed(owner: String, number: Int, name: String)
    /// A newer program has migrated this database.
    case newer(owner: String, applied: Int, known: Int)
    /// Migrations wait to be applied; only `Migrator.check` throws this.
    case pending(owner: String, next: Int, name: String)
    /// A migration failed and was rolled back.
    case failed(owner: String, number: Int, name: String, PostgresError)
    /// A migration ends the transaction that it runs in.
    case endsTransaction(owner: String, number: Int, name: String)
    case database(PostgresError)

    package var description: String {
        switch self {
        case .misnumbered(let owner):
            "the migrations of schema \"\(owner)\" are not numbered 1, 2, 3 …"
        case .changed(let owner, let number, let name):
            "migration \(number) (\(name)) of schema \"\(owner)\" was changed after this database had"
                + " applied it; restore the original and put the change into a new migration"
        case .newer(let owner, let applied, let known):
            "schema \"\(owner)\" of this database is at version \(applied), this program knows"
                + " \(known); run a newer version of the program"
        case .pending(let owner, let next, let name):
            "schema \"\(owner)\" of this database lacks migration \(next) (\(name)); run `tally migrate`"
        case .failed(let owner, let number, let name, let error):
            "migration \(number) (\(name)) of schema \"\(owner)\" failed: \(error)"
        case .endsTransaction(let owner, let number, let name):
            "migration \(number) (\(name)) of schema \"\(owner)\" contains a COMMIT or ROLLBACK"
        case .database(let error): error.description
        }
    }
}
