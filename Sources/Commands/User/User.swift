import Events
import Model

/// A user as decisions see it.
struct User: Entity {
    private(set) var isRegistered = false
    private(set) var roles: [Role] = []
    /// A checked password is still the current one as long as this count is the same.
    private(set) var passwordChanges: Int64 = 0
    private(set) var isDeleted = false
    private(set) var isErased = false
    private var endedBefore: SessionID?
    private var kept: SessionID?

    /// Whether a change of password or the deletion has ended this session of the user.
    ///
    /// The last of these events decides: the session that it kept was not over before it.
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

extension WriteModel {
    /// Returns a user who is registered and not deleted; throws not found or `user-deleted`.
    borrowing func active(_ id: UserID) throws(Refusal) -> User {
        guard let user = users[id], user.isRegistered else { throw .notFound(.user) }
        guard !user.isDeleted else { throw .rejected(.userDeleted) }
        return user
    }
}

/// A user name or e-mail address: free until a user claims it, once.
struct NameClaim: Entity {
    private(set) var owner: UserID?

    mutating func evolve(_ event: ClaimEvent) {
        switch event {
        case .usernameClaimed(let user), .emailClaimed(let user): owner = user
        }
    }

    static func change(in event: Event) -> ClaimEvent? {
        if case .claim(let change) = event { change } else { nil }
    }
}
