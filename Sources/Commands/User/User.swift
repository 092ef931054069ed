import Events
import Model

/// A user as decisions see it.
struct User: Entity {
    private(set) var isRegistered = false
    private(set) var roles: [Role] = []
    /// Names the password that is set: one that was checked is still it as long as this is the same.
    private(set) var passwordChanges: Int64 = 0
    private(set) var isDeleted = false
    private(set) var isErased = false
    private var endedBefore: SessionID?
    private var kept: SessionID?

    /// Whether a change of password or the deletion has ended the session, which is the user's.
    ///
    /// The last of them says it for all: what it keeps was not over before it.
    func hasEnded(_ session: SessionID) -> Bool {
        guard let endedBefore else { return false }
        return session < endedBefore && session != kept
    }

    mutating func evolve(_ event: UserEvent) {
        switch event {
        case .registered: isRegistered = true
        case .roleGranted(let granted): roles.append(granted.role)
        case .passwordChanged(let changed):
            passwordChanges += 1
            endedBefore = changed.endedBefore
            kept = changed.kept
        case .deleted(let deleted):
            isDeleted = true
            endedBefore = deleted.endedBefore
            kept = nil
        case .restored: isDeleted = false
        case .erased: isErased = true
        }
    }

    static func change(in event: Event) -> UserEvent? {
        if case .user(let change) = event { change } else { nil }
    }
}
