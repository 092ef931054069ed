import Events
import Model
import Postgres

/// The table in schema `read_shadow` that will replace the one with its name in schema `read`.
///
/// Its definition is copied from the live one's catalogue entries, so that migrations of the live
/// one need not be repeated here.
struct ShadowTable {
    let name: String
    /// Whether the primary key, too, is made only after the rows.
    let isAppendOnly: Bool

    private struct Index {
        let name: String
        let isPrimary: Bool
        /// Adds it to the shadow table.
        let definition: String
    }

    /// Whether it exists with the columns of the live one.
    func fits(_ connection: Connection) throws -> Bool {
        let rows = try connection.execute(
            """
            SELECT count(DISTINCT shape) = 1 AND count(*) = 2 FROM (
                SELECT array_agg((attname, atttypid, attnotnull)::text ORDER BY attnum) AS shape
                FROM pg_attribute
                WHERE attnum > 0 AND NOT attisdropped AND attrelid IN (
                    to_regclass('read.' || $1), to_regclass('read_shadow.' || $1))
                GROUP BY attrelid
            ) AS both_tables
            """,
            [.text(name)]
        )
        return try rows.only().bool(0)
    }

    func drop(_ connection: Connection) throws {
        try connection.script("DROP TABLE IF EXISTS read_shadow.\(name)")
    }

    /// Makes the empty table, with its primary key unless that is made later.
    func create(_ connection: Connection) throws {
        try connection.script(
            """
            CREATE TABLE read_shadow.\(name) (LIKE read.\(name)
                INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED
                INCLUDING STORAGE INCLUDING COMMENTS)
            """
        )
        let row = try connection.execute(
            """
            SELECT array_to_string(reloptions, ', '),
                'COMMENT ON TABLE read_shadow.' || relname || ' IS '
                    || quote_literal(obj_description(oid, 'pg_class'))
            FROM pg_class WHERE oid = ('read.' || $1)::regclass
            """,
            [.text(name)]
        ).only()
        if let options = try row.optionalString(0) {
            try connection.script("ALTER TABLE read_shadow.\(name) SET (\(options))")
        }
        if let comment = try row.optionalString(1) { try connection.script(comment) }
        guard !isAppendOnly else { return }
        for index in try missingIndexes(connection) where index.isPrimary {
            try connection.script(index.definition)
        }
    }

    /// Adds the indexes of the live table that this one does not have.
    func createIndexes(_ connection: Connection) throws {
        for index in try missingIndexes(connection) { try connection.script(index.definition) }
    }

    private func missingIndexes(_ connection: Connection) throws -> [Index] {
        let rows = try connection.execute(
            """
            SELECT named.relname::text, entry.indisprimary,
                CASE WHEN rule.oid IS NULL
                THEN regexp_replace(
                    pg_get_indexdef(entry.indexrelid), ' ON read\\.', ' ON read_shadow.')
                ELSE format('ALTER TABLE read_shadow.%I ADD CONSTRAINT %I %s',
                    $1, rule.conname, pg_get_constraintdef(rule.oid))
                END
            FROM pg_index AS entry
            JOIN pg_class AS named ON named.oid = entry.indexrelid
            LEFT JOIN pg_constraint AS rule
                ON rule.conindid = entry.indexrelid AND rule.contype IN ('p', 'u', 'x')
            WHERE entry.indrelid = ('read.' || $1)::regclass
                AND to_regclass('read_shadow.' || quote_ident(named.relname)) IS NULL
            ORDER BY entry.indisprimary DESC, named.relname
            """,
            [.text(name)]
        )
        return try rows.map { row in
            Index(
                name: try row.string(0),
                isPrimary: try row.bool(1),
                definition: try row.string(2)
            )
        }
    }

    /// Replaces the live table by this one: indexes and grants move with it, and their names,
    /// which are of the schema, are free once the old table has gone.
    func swap(_ connection: Connection) throws {
        try connection.script(
            """
            DROP TABLE read.\(name);
            ALTER TABLE read_shadow.\(name) SET SCHEMA read
            """
        )
    }
}

/// Rows of `read_shadow.progress`: the positions of the shadow tables of each read model.
enum ReplayProgress {
    /// Only those of the same software: another version's projectors may make other rows.
    static func read(
        begunBy software: String,
        _ connection: Connection
    ) throws -> [ReadModel: LogPosition] {
        var positions: [ReadModel: LogPosition] = [:]
        let rows = try connection.execute(
            "SELECT name, position FROM read_shadow.progress WHERE software = $1",
            [.text(software)]
        )
        for row in rows {
            guard let name = ReadModel(rawValue: try row.string(0)) else { continue }
            positions[name] = LogPosition(try row.int64(1))
        }
        return positions
    }

    /// Starts at the log's start, with empty tables.
    static func begin(_ name: ReadModel, software: String, _ connection: Connection) throws {
        try connection.execute(
            """
            INSERT INTO read_shadow.progress (name, position, software) VALUES ($1, 0, $2)
            ON CONFLICT (name) DO UPDATE
            SET position = 0, software = excluded.software, updated_at = now()
            """,
            [.text(name.rawValue), .text(software)]
        )
    }

    static func write(
        _ names: [ReadModel],
        _ position: LogPosition,
        _ connection: Connection
    ) throws {
        var arguments = Arguments()
        arguments.append(names.map(\.rawValue))
        arguments.append(position.rawValue)
        try connection.execute(
            """
            UPDATE read_shadow.progress SET position = $2, updated_at = now()
            WHERE name = ANY ($1::text[])
            """,
            arguments
        )
    }

    static func remove(_ names: [ReadModel], _ connection: Connection) throws {
        try connection.execute(
            "DELETE FROM read_shadow.progress WHERE name = ANY($1::text[])",
            [.texts(names.map(\.rawValue))]
        )
    }
}
