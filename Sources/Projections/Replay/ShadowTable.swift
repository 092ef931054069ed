import Postgres

/// The table in schema `read_shadow` that is to take the place of its namesake in schema `read`.
///
/// Everything about it is copied from the live one's catalogue entries, so that migrations of the
/// live one need not be repeated here.
struct ShadowTable {
    let name: String
    /// Whether the primary key waits until the rows are there, too.
    let isAppendOnly: Bool

    private struct Index {
        let name: String
        let isPrimary: Bool
        /// Adds it to the shadow table.
        let definition: String
    }

    /// Whether there is one, with the columns that the live one has.
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

    /// Makes the table, empty, and its primary key unless that waits.
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

    /// Adds the indexes of the live table that this one has not got.
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

    /// Puts the table in place of the live one: indexes and grants come along, and their names,
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
