import Foundation
import Postgres

/// How far the log of a service and its read models are.
struct LogWatch {
    private let connection: Connection

    init(_ options: ConnectionOptions) throws {
        connection = try Connection(options.ofBench)
    }

    /// The last position.
    func end() throws -> Int64 {
        let rows = try connection.execute(
            "SELECT coalesce(max(last_position), 0) FROM log.batches"
        )
        return try rows.first?.int64(0) ?? 0
    }

    /// Seconds until every read model has reached the log's present end.
    func secondsUntilProjected() throws -> Double {
        let end = try end()
        return try seconds {
            while true {
                let rows = try connection.execute("SELECT min(position) FROM read.checkpoints")
                if try rows.first?.int64(0) ?? 0 >= end { return }
                // Rarely enough to leave the processor to the service.
                usleep(2_000)
            }
        }
    }
}
