import Events

extension RecordedEvent {
    /// The same event in another stream, where it does not belong.
    func moved(to stream: StreamID) -> RecordedEvent {
        RecordedEvent(
            position: position,
            stream: stream,
            version: version,
            event: event,
            origin: origin,
            recordedAt: recordedAt
        )
    }
}
