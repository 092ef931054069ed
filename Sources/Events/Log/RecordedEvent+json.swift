import Postgres

extension RecordedEvent {
    /// Appends the event as one JSON object, as `tally events` prints it, the payload as it stands in
    /// the log.
    package func write(to writer: inout JSONWriter) {
        var payload = JSONWriter()
        EventCodec.encode(event, into: &payload)
        writer.object { writer in
            writer.member("position", position.rawValue)
            writer.member("stream", stream.name)
            writer.member("version", Int64(version.rawValue))
            writer.member("type", constant: event.type.name)
            writer.member("schema", Int64(event.type.schema))
            writer.member("data", raw: payload.bytes)
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
