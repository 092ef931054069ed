import Events
import Postgres
import Text

extension RecordedEvent {
    /// Appends the event as one JSON object, as `tally events` prints it, the payload as it stands in
    /// the log; `epoch` is the one that it belongs to.
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
