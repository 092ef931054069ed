import EventStore
import Events
import Model
import Postgres

/// The new position of a read model, and the fault that stopped it there, if any.
struct CheckpointMove {
    let name: ReadModel
    let position: LogPosition
    var fault: ProjectionFault?
}

/// A row of `read.checkpoints`.
package struct Checkpoint: Hashable, Sendable {
    let name: ReadModel
    let position: LogPosition
    /// The number of replays that were swapped in: rows in memory belong to one generation.
    let generation: Int64
    let error: String?
    let errorPosition: LogPosition?

    private static let columns = "name, position, generation, error, error_position"

    /// All rows that the transaction sees.
    static func read(_ connection: Connection) throws -> [Checkpoint] {
        try rows(connection.execute("SELECT \(columns) FROM read.checkpoints"))
    }

    /// The last event in any read model.
    package static func furthest(_ connection: Connection) throws -> LogPosition {
        try read(connection).map(\.position).max() ?? .start
    }

    /// The rows that no other node has locked, locked until the transaction ends.
    static func lock(_ connection: Connection) throws -> [Checkpoint] {
        try rows(
            connection.execute(
                """
                SELECT \(columns) FROM read.checkpoints
                ORDER BY name FOR UPDATE SKIP LOCKED
                """
            )
        )
    }

    private static func rows(_ rows: Rows) throws -> [Checkpoint] {
        // An unknown name belongs to a newer version, which updates it itself.
        try rows.compactMap { row in
            guard let name = ReadModel(rawValue: try row.string(0)) else { return nil }
            return Checkpoint(
                name: name,
                position: LogPosition(try row.int64(1)),
                generation: try row.int64(2),
                error: try row.optionalString(3),
                errorPosition: try row.optionalInt64(4).map { LogPosition($0) }
            )
        }
    }

    /// Writes the new positions, and the faults of those read models that have stopped.
    ///
    /// Returns the newest epoch, which is read after everything that was projected: nil if nothing
    /// was written.
    static func write(_ moves: [CheckpointMove], _ connection: Connection) throws -> EpochID? {
        var arguments = Arguments()
        arguments.append(moves.map(\.name.rawValue))
        arguments.append(moves.map(\.position.rawValue))
        arguments.append(moves.map { $0.fault?.description })
        arguments.append(moves.map { $0.fault?.position.rawValue })
        let rows = try connection.execute(
            """
            UPDATE read.checkpoints AS stored
            SET position = moved.position, error = moved.error,
                error_position = moved.error_position, updated_at = now()
            FROM unnest($1::text[], $2::bigint[], $3::text[], $4::bigint[])
                AS moved (name, position, error, error_position)
            WHERE stored.name = moved.name
            RETURNING (\(LogHistory.newestQuery))
            """,
            arguments
        )
        return try rows.first.map { try LogHistory.epoch($0, 0) }
    }
}
