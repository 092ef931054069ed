import Foundation
import Postgres

/// The state that a migration should leave, from the folder `States` beside the test's file.
package func expectedState(_ migration: Migration, beside file: String) throws -> String {
    let number = "\(migration.number)"
    let name = String(repeating: "0", count: 4 - number.count) + "\(number)_\(migration.name).txt"
    let path = file.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        .joined(separator: "/")
    let text = try String(contentsOfFile: "\(path)/States/\(name)", encoding: .utf8)
    return String(text.dropLast())
}

/// What a migration has left.
///
/// Tables with their columns, constraints, indexes, triggers and rights, one per line and in order.
package func schemaState(_ connection: Connection, schemas: [String]) throws -> String {
    let rows = try connection.execute(
        """
        SELECT line FROM (
            SELECT n.nspname || '.' || c.relname || '.' || a.attname || ' '
                || format_type(a.atttypid, a.atttypmod)
                || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END AS line,
                1 AS kind, n.nspname AS schema, c.relname AS relation, a.attnum AS number
            FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            WHERE c.relkind = 'r'
            UNION ALL
            SELECT n.nspname || '.' || c.relname || ' ' || pg_get_constraintdef(k.oid),
                2, n.nspname, c.relname, 0
            FROM pg_constraint k
            JOIN pg_class c ON c.oid = k.conrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace
            UNION ALL
            SELECT n.nspname || '.' || c.relname || ' INDEX '
                || regexp_replace(pg_get_indexdef(i.indexrelid), '^.* USING ', ''),
                3, n.nspname, c.relname, 0
            FROM pg_index i
            JOIN pg_class c ON c.oid = i.indrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid)
            UNION ALL
            SELECT regexp_replace(pg_get_triggerdef(t.oid), '^CREATE TRIGGER ', 'TRIGGER '),
                4, n.nspname, c.relname, 0
            FROM pg_trigger t
            JOIN pg_class c ON c.oid = t.tgrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE NOT t.tgisinternal
            UNION ALL
            SELECT n.nspname || '.' || c.relname || ' ' || grantee.rolname || ' '
                || string_agg(right_.privilege_type, ', ' ORDER BY right_.privilege_type),
                5, n.nspname, c.relname, 0
            FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            CROSS JOIN aclexplode(c.relacl) AS right_
            JOIN pg_roles grantee ON grantee.oid = right_.grantee
            WHERE c.relkind = 'r' AND right_.grantee <> c.relowner
            GROUP BY n.nspname, c.relname, grantee.rolname
            UNION ALL
            SELECT n.nspname || '.' || c.relname || ' ' || grantee.rolname || ' '
                || right_.privilege_type || ' ('
                || string_agg(a.attname, ', ' ORDER BY a.attnum) || ')',
                6, n.nspname, c.relname, 0
            FROM pg_attribute a
            JOIN pg_class c ON c.oid = a.attrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace
            CROSS JOIN aclexplode(a.attacl) AS right_
            JOIN pg_roles grantee ON grantee.oid = right_.grantee
            GROUP BY n.nspname, c.relname, grantee.rolname, right_.privilege_type
        ) AS state
        WHERE schema = ANY ($1)
        ORDER BY schema, relation, kind, number, line COLLATE "C"
        """,
        [.texts(schemas)]
    )
    return try rows.map { try $0.string(0) }.joined(separator: "\n")
}
