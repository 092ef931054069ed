import Events

extension InvariantViolation {
    /// The event has no place after what its stream holds.
    static func notFollowing(_ event: RecordedEvent) -> InvariantViolation {
        InvariantViolation(event.position, .notFollowing(event.stream, event.event.type))
    }

    static func wrongStream(_ event: RecordedEvent) -> InvariantViolation {
        InvariantViolation(event.position, .wrongStream(event.stream))
    }
}
