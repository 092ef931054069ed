import Postgres

extension RecordedEvent {
    /// Appends the event as one JSON object, as `tally events` prints it, the payload as it stands in
    /// the log.
    package func write(to writer: inout JSONWriter) {
        var payload = JSONWriter()
        EventCodec.encode(event, into: &payload)
        LogEntry(
            position: position,
            stream: stream.name,
            version: version,
            type: event.type.name.description,
            schema: event.type.schema,
            data: payload.bytes,
            origin: origin,
            recordedAt: recordedAt
        ).write(to: &writer)
    }
}
