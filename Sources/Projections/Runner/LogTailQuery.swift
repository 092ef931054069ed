import EventStore
import Model
import Postgres

/// The last position of the log, 0 if it is empty.
func logTail(_ connection: Connection) throws -> LogPosition {
    let rows = try connection.execute(
        "SELECT coalesce(max(last_position), 0)::bigint FROM log.batches"
    )
    return LogPosition(try rows.only().int64(0))
}

/// The same, and the newest epoch, both as of one snapshot.
func logEnd(_ connection: Connection) throws -> (tail: LogPosition, epoch: EpochID) {
    let row = try connection.execute(
        """
        SELECT coalesce(max(last_position), 0)::bigint, (\(LogHistory.newestQuery))
        FROM log.batches
        """
    ).only()
    return (LogPosition(try row.int64(0)), try LogHistory.epoch(row, 1))
}
