import Events
import Model

/// A user as decisions see it.
package struct User: Entity {
    private(set) var isRegistered = false
    package private(set) var roles: [Role] = []
    /// A checked password is still the current one as long as this count is the same.
    package private(set) var passwordChanges: Int64 = 0
    package private(set) var isDeleted = false
    private(set) var isErased = false
    /// The claims on all addresses that the user has ever had: nobody else can have them.
    package private(set) var emails: Set<ClaimHash> = []
    /// The last code for another password; a change of password makes it invalid.
    package private(set) var reset: PasswordResetIssued?
    private var endedBefore: SessionID?
    private var kept: SessionID?

    package init() {}

    /// Whether an event of the user, such as a change of password, has ended this session.
    ///
    /// The last of these events decides: the session that it kept was not over before it.
    func hasEnded(_ session: SessionID) -> Bool {
        guard let endedBefore else { return false }
        return session < endedBefore && session != kept
    }

    package mutating func evolve(_ event: UserEvent) {
        switch event {
        case .registered(let registered):
            isRegistered = true
            emails.insert(registered.email)
        case .roleGranted(let granted): roles.append(granted.role)
        case .roleRevoked(let revoked):
            roles.removeAll { $0 == revoked.role }
            endSessions(before: revoked.endedBefore)
        case .passwordChanged(let changed):
            passwordChanges += 1
            reset = nil
            endSessions(before: changed.endedBefore, but: changed.kept)
        case .passwordResetIssued(let issued): reset = issued
        case .sessionsEnded(let ended): endSessions(before: ended.endedBefore, but: ended.kept)
        case .detailsChanged(let changed):
            if let email = changed.email { emails.insert(email) }
        case .deleted(let deleted):
            isDeleted = true
            reset = nil
            endSessions(before: deleted.endedBefore)
        case .restored: isDeleted = false
        case .erased: isErased = true
        }
    }

    private mutating func endSessions(before session: SessionID, but kept: SessionID? = nil) {
        endedBefore = session
        self.kept = kept
    }

    package static func change(in event: Event) -> UserEvent? {
        if case .user(let change) = event { change } else { nil }
    }
}

extension WriteModel {
    /// Returns a user who is registered, if also deleted or erased; throws not found.
    package borrowing func registered(_ id: UserID?) throws(Refusal) -> (id: UserID, user: User) {
        guard let id, let user = users[id], user.isRegistered else { throw .notFound(.user) }
        return (id, user)
    }

    /// Returns a user who is registered and not erased; throws not found or `user-erased`.
    package borrowing func unerased(_ id: UserID?) throws(Refusal) -> (id: UserID, user: User) {
        let (id, user) = try registered(id)
        guard !user.isErased else { throw .rejected(.userErased) }
        return (id, user)
    }

    /// Returns a user who is registered and not deleted; throws not found or `user-deleted`.
    package borrowing func active(_ id: UserID) throws(Refusal) -> User {
        let user = try registered(id).user
        guard !user.isDeleted else { throw .rejected(.userDeleted) }
        return user
    }
}

/// A user name or e-mail address: free until a user claims it, once.
package struct NameClaim: Entity {
    package private(set) var owner: UserID?

    package init() {}

    package mutating func evolve(_ event: ClaimEvent) {
        switch event {
        case .usernameClaimed(let user), .emailClaimed(let user): owner = user
        }
    }

    package static func change(in event: Event) -> ClaimEvent? {
        if case .claim(let change) = event { change } else { nil }
    }
}
