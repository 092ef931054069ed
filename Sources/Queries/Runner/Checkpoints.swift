import Model
import Postgres

/// How far each read model is, in the snapshot of the transaction that asks.
enum Checkpoints {
    private static let sql = """
        SELECT name, position
        FROM read.checkpoints
        """

    /// Throws `PostgresError`.
    ///
    /// A read model without a checkpoint is at the start.
    static func read(_ connection: Connection) throws(PostgresError) -> ReadPositions {
        var positions = ReadPositions()
        for row in try connection.execute(sql) {
            guard let model = ReadModel(rawValue: try row.string(0)) else { continue }
            positions[model] = LogPosition(try row.int64(1))
        }
        return positions
    }
}
