import Events
import Model
import Postgres
import Text

/// One row of log.events, both ways.
package enum EventRow {
    /// In the order of the table, which is the order that is hashed.
    static let columns =
        "position, stream, version, type, schema, data, command, causation, correlation, actor, "
        + "recorded_at"
    static let columnCount = 11

    /// Appends the event's row in binary COPY format.
    ///
    /// `json` is scratch space.
    static func write(
        _ event: RecordedEvent,
        with json: inout JSONWriter,
        to rows: inout CopyWriter
    ) {
        let type = event.event.type
        rows.row(fields: columnCount)
        rows.int64(event.position.rawValue)
        event.stream.withNameBytes { rows.bytes($0) }
        rows.int32(event.version.rawValue)
        rows.text(type.rawValue)
        rows.int16(type.schema)
        json.reset()
        EventCodec.encode(event.event, into: &json)
        rows.bytes(json.bytes)
        rows.uuid(high: event.origin.command.high, low: event.origin.command.low)
        write(event.origin.causation, to: &rows)
        write(event.origin.correlation, to: &rows)
        rows.int64(event.origin.actor.rawValue)
        rows.timestamp(event.recordedAt.microseconds)
    }

    private static func write(_ uuid: UUID128?, to rows: inout CopyWriter) {
        if let uuid {
            rows.uuid(high: uuid.high, low: uuid.low)
        } else {
            rows.null()
        }
    }

    /// Reads a row of the columns above after its field count.
    static func read(_ reader: inout CopyReader) throws(UnreadableEvent) -> RecordedEvent {
        var position = LogPosition.start
        do {
            position = LogPosition(try reader.int64())
            let streamName = try reader.bytes()
            let version = StreamVersion(try reader.int32())
            let type = try reader.bytes()
            let schema = try reader.int16()
            let data = try reader.bytes()
            let command = try reader.uuid()
            let causation = try optionalUUID(&reader)
            let correlation = try optionalUUID(&reader)
            let actor = Actor(rawValue: try reader.int64())
            let recordedAt = Timestamp(microseconds: try reader.timestamp())
            guard let stream = StreamID(nameBytes: streamName) else {
                throw EventCodecError.unknownStream(String(decoding: streamName, as: UTF8.self))
            }
            return RecordedEvent(
                position: position,
                stream: stream,
                version: version,
                event: try EventCodec.decode(type: type, schema: schema, data: data),
                origin: Origin(
                    command: UUID128(high: command.high, low: command.low),
                    actor: actor,
                    causation: causation,
                    correlation: correlation
                ),
                recordedAt: recordedAt
            )
        } catch let error as EventCodecError {
            throw UnreadableEvent(position, error)
        } catch {
            throw UnreadableEvent(position, .malformedRow("\(error)"))
        }
    }

    private static func optionalUUID(
        _ reader: inout CopyReader
    ) throws(PostgresError) -> UUID128? {
        guard let field = try reader.field() else { return nil }
        guard field.count == 16 else { throw .decoding("COPY field is no uuid") }
        return UUID128(
            high: UInt64(bigEndian: field.loadUnaligned(as: UInt64.self)),
            low: UInt64(bigEndian: field.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        )
    }

    /// Reads a row of a binary result whose columns from `first` on are those above but `stream`,
    /// which the caller knows.
    package static func read(
        _ row: Row,
        from first: Int = 0,
        stream: StreamID
    ) throws(PostgresError) -> Result<RecordedEvent, UnreadableEvent> {
        let position = LogPosition(try row.int64(first))
        let schema = try row.int16(first + 3)
        let event = try row.withBytes(first + 2) { type in
            Result { () throws(PostgresError) in
                try row.withBytes(first + 4) { data in
                    Result { () throws(EventCodecError) in
                        try EventCodec.decode(type: type, schema: schema, data: data)
                    }
                }
            }
        }.get()
        let command = try row.uuid(first + 5)
        let origin = Origin(
            command: UUID128(high: command.high, low: command.low),
            actor: Actor(rawValue: try row.int64(first + 8)),
            causation: try row.optionalUUID(first + 6).map { UUID128(high: $0.high, low: $0.low) },
            correlation: try row.optionalUUID(first + 7).map { UUID128(high: $0.high, low: $0.low) }
        )
        let version = StreamVersion(try row.int32(first + 1))
        let recordedAt = Timestamp(microseconds: try row.timestamp(first + 9))
        return event.map { event in
            RecordedEvent(
                position: position,
                stream: stream,
                version: version,
                event: event,
                origin: origin,
                recordedAt: recordedAt
            )
        }.mapError { UnreadableEvent(position, $0) }
    }
}

/// An event that can't be read, and its position if that can be read.
package struct UnreadableEvent: Error, Hashable {
    package let position: LogPosition
    package let reason: EventCodecError

    package init(_ position: LogPosition, _ reason: EventCodecError) {
        self.position = position
        self.reason = reason
    }
}

extension UnreadableEvent: CustomStringConvertible {
    package var description: String { "event \(position): \(reason)" }
}
