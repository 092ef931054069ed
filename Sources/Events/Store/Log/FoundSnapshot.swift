import Model
import Postgres

/// A row of log.snapshots, believed or not, and the event that stands at its version.
struct FoundSnapshot {
    let snapshot: StoredSnapshot
    let seal: [UInt8]?
    /// Nil if the stream has no event of that version.
    let event: SnapshotEvent?

    /// From the columns with these numbers.
    init(
        _ row: Row,
        snapshot: (version: Int, schema: Int, state: Int, seal: Int),
        event: (position: Int, command: Int)
    ) throws(PostgresError) {
        self.snapshot = StoredSnapshot(
            version: StreamVersion(try row.int32(snapshot.version)),
            schema: try row.int16(snapshot.schema),
            state: try row.bytes(snapshot.state)
        )
        seal = try row.optionalBytes(snapshot.seal)
        if let position = try row.optionalInt64(event.position),
            let command = try row.optionalUUID(event.command)
        {
            self.event = SnapshotEvent(
                position: LogPosition(position),
                command: UUID128(high: command.high, low: command.low)
            )
        } else {
            self.event = nil
        }
    }

    func isSealed(of stream: String, by sealer: RowSealer) -> Bool {
        guard let event else { return false }
        return RowSealer.fits(seal, sealer.seal(snapshot, of: stream, at: event))
    }
}
