import EventStore
import Events
import Model
import Postgres

/// What the machine does without Tally: reads the log's rows after `position` into memory, then times
/// one COPY of them by one connection.
func rawCopy(
    from source: ConnectionOptions,
    after position: LogPosition,
    into target: ConnectionOptions
) throws -> (end: LogPosition, seconds: Double) {
    let reader = try Connection(source)
    let end = try LogReader(reader).tail().position
    var data: [UInt8] = []
    try reader.copyOut(
        """
        COPY (
            SELECT * FROM log.events WHERE position > \(position.rawValue) ORDER BY position
        ) TO STDOUT (FORMAT binary)
        """
    ) { data.append(contentsOf: $0) }
    let writer = try Connection(target)
    let elapsed = try seconds {
        _ = try writer.beginCopyIn("COPY log.events FROM STDIN (FORMAT binary)")
        try data.withUnsafeBytes { try writer.putCopyData($0) }
        try writer.endCopyIn()
    }
    return (end, elapsed)
}
