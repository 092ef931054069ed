import Events
import Model
import Postgres
import Text

/// One event as stored in the log.
///
/// The payload is not decoded, so that an event which this software can't read is shown too.
package struct LogEntry: Sendable {
    package let position: LogPosition
    package let stream: String
    package let version: StreamVersion
    package let type: String
    package let schema: Int16
    /// The payload, one JSON object.
    package let data: [UInt8]
    package let origin: Origin
    package let recordedAt: Timestamp

    /// Appends the event as one JSON object, with the epoch that it belongs to if that is known.
    package func write(in epoch: EpochID? = nil, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("position", position.rawValue)
            if let epoch { writer.member("history", epoch.text) }
            writer.member("stream", stream)
            writer.member("version", Int64(version.rawValue))
            writer.member("type", type)
            writer.member("schema", Int64(schema))
            writer.member("data", raw: data)
            writer.member("command", origin.command.text)
            if let causation = origin.causation { writer.member("causation", causation.text) }
            if let correlation = origin.correlation {
                writer.member("correlation", correlation.text)
            }
            writer.member("actor", origin.actor.rawValue)
            writer.member("recorded_at", timestamp: recordedAt.microseconds)
        }
    }
}

extension LogEntry {
    /// The columns of log.events that `init` reads, in its order.
    package static let columns =
        "position, version, type, schema, data, command, causation, correlation, "
        + "actor, recorded_at, stream"

    init(_ row: Row) throws(PostgresError) {
        func uuid(_ id: (high: UInt64, low: UInt64)) -> UUID128 {
            UUID128(high: id.high, low: id.low)
        }
        position = LogPosition(try row.int64(0))
        version = StreamVersion(try row.int32(1))
        type = try row.string(2)
        schema = try row.int16(3)
        data = try row.bytes(4)
        origin = Origin(
            command: uuid(try row.uuid(5)),
            actor: Actor(rawValue: try row.int64(8)),
            causation: try row.optionalUUID(6).map(uuid),
            correlation: try row.optionalUUID(7).map(uuid)
        )
        recordedAt = Timestamp(microseconds: try row.timestamp(9))
        stream = try row.string(10)
    }
}

extension LogReader {
    /// The family of the event at the position, which may be one that can't be read; nil if its
    /// type begins with an unknown word.
    package func family(at position: LogPosition) throws(PostgresError) -> EventFamilies? {
        let rows = try connection.execute(
            "SELECT type FROM log.events WHERE position = $1",
            [.int64(position.rawValue)]
        )
        guard let type = try rows.first?.string(0) else { return nil }
        return EventFamilies(word: type.prefix { $0 != "." })
    }
}

extension RecordedEvent {
    /// Appends the event as one JSON object, as `tally events` prints it, with the payload as
    /// stored in the log; the event belongs to `epoch`.
    package func write(in epoch: EpochID, to writer: inout JSONWriter) {
        var payload = JSONWriter()
        EventCodec.encode(event, into: &payload)
        LogEntry(
            position: position,
            stream: stream.name,
            version: version,
            type: event.type.rawValue,
            schema: event.type.schema,
            data: payload.bytes,
            origin: origin,
            recordedAt: recordedAt
        ).write(in: epoch, to: &writer)
    }
}
