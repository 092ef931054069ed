import Events

/// A sign-in as decisions see it.
struct Session: Entity {
    mutating func evolve(_ event: SessionEvent) {
    }

    static func change(in event: Event) -> SessionEvent? {
        if case .session(let change) = event { change } else { nil }
    }
}
