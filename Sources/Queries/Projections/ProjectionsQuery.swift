import Model
import Postgres

/// How far each read model is, and how large.
///
/// The position that the answer carries is that of the activity, which moves with every event.
enum ProjectionsQuery {
    /// The log's end is given, or is what the first read model has reached since.
    ///
    /// `reltuples` is PostgreSQL's own estimate, -1 before the first ANALYZE.
    private static let sql = """
        SELECT (SELECT position FROM read.checkpoints WHERE name = 'activity'),
            c.name, c.position, greatest($3, max(c.position) OVER ()) - c.position,
            c.generation, c.error, c.error_position, c.updated_at, s.bytes, s.rows
        FROM read.checkpoints AS c
        LEFT JOIN (
            SELECT t.name, sum(pg_total_relation_size(k.oid))::bigint AS bytes,
                sum(greatest(k.reltuples, 0))::bigint AS rows
            FROM unnest($1::text[], $2::text[]) AS t (name, relation)
            JOIN pg_class AS k
                ON k.relnamespace = 'read'::regnamespace AND k.relname = t.relation
            GROUP BY t.name
        ) AS s ON s.name = c.name
        ORDER BY c.name COLLATE "C"
        """

    static func read(
        logEnd: LogPosition,
        eventsPerSecond: Int,
        _ connection: Connection
    ) throws(PostgresError) -> Reading {
        let tables = ReadModel.allCases.flatMap { model in model.tables.map { (model.rawValue, $0) }
        }
        let rows = try connection.execute(
            sql,
            [
                .texts(tables.map(\.0)), .texts(tables.map(\.1)), .int64(logEnd.rawValue),
            ]
        )
        return try ListReader.answer(rows) { (row, json) throws(PostgresError) in
            let view = ProjectionView(
                name: try row.string(1),
                position: try row.int64(2),
                lag: try row.int64(3),
                generation: try row.int64(4),
                error: try row.optionalString(5),
                errorPosition: try row.optionalInt64(6),
                updatedAt: try row.timestamp(7),
                bytes: try row.optionalInt64(8),
                rows: try row.optionalInt64(9)
            )
            view.write(eventsPerSecond: eventsPerSecond, to: &json)
        }
    }
}
