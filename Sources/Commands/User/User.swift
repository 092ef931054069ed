import Events

/// A user as decisions see it.
struct User: Entity {
    private(set) var isRegistered = false
    private(set) var roles: [Role] = []

    mutating func evolve(_ event: UserEvent) {
        switch event {
        case .registered: isRegistered = true
        case .roleGranted(let granted): roles.append(granted.role)
        case .passwordChanged, .deleted, .restored, .erased: break
        }
    }

    static func change(in event: Event) -> UserEvent? {
        if case .user(let change) = event { change } else { nil }
    }
}
