import Events
import Postgres

/// The last position of the log, 0 if it is empty.
func logTail(_ connection: Connection) throws -> LogPosition {
    let rows = try connection.execute(
        "SELECT coalesce(max(last_position), 0)::bigint FROM log.batches"
    )
    return LogPosition(try rows.only().int64(0))
}
