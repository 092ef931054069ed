/// Which events to list: those that meet every condition that is set.
package struct EventFilter: Hashable, Sendable {
    package var stream: StreamID?
    package var type: EventType?
    package var actor: Actor?

    package init(stream: StreamID? = nil, type: EventType? = nil, actor: Actor? = nil) {
        self.stream = stream
        self.type = type
        self.actor = actor
    }

    package func matches(_ event: RecordedEvent) -> Bool {
        (stream == nil || stream == event.stream) && (type == nil || type == event.event.type)
            && (actor == nil || actor == event.origin.actor)
    }
}
