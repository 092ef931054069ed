import Events
import Postgres

/// Rows of `read_shadow.progress`: how far the shadow tables of a read model have come.
enum ReplayProgress {
    static func read(_ connection: Connection) throws -> [ProjectionName: LogPosition] {
        var positions: [ProjectionName: LogPosition] = [:]
        for row in try connection.execute("SELECT name, position FROM read_shadow.progress") {
            guard let name = ProjectionName(rawValue: try row.string(0)) else { continue }
            positions[name] = LogPosition(try row.int64(1))
        }
        return positions
    }

    static func write(
        _ names: [ProjectionName],
        _ position: LogPosition,
        _ connection: Connection
    ) throws {
        var arguments = Arguments()
        arguments.append(names.map(\.rawValue))
        arguments.append(position.rawValue)
        try connection.execute(
            """
            INSERT INTO read_shadow.progress (name, position)
            SELECT name, $2 FROM unnest($1::text[]) AS moved (name)
            ON CONFLICT (name) DO UPDATE SET position = excluded.position, updated_at = now()
            """,
            arguments
        )
    }

    static func remove(_ names: [ProjectionName], _ connection: Connection) throws {
        try connection.execute(
            "DELETE FROM read_shadow.progress WHERE name = ANY($1::text[])",
            [.texts(names.map(\.rawValue))]
        )
    }
}
