import Events
import Model
import Postgres

/// Rows of `read_shadow.progress`: how far the shadow tables of a read model have come.
enum ReplayProgress {
    /// Only what the same software has begun: another version's projectors may make other rows.
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

    /// At the log's start, with empty tables.
    static func begin(
        _ name: ReadModel,
        software: String,
        _ connection: Connection
    ) throws {
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
