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

extension WriteModel {
    /// A user who is there and not deleted.
    ///
    /// Throws not found or `user-deleted`.
    borrowing func active(_ id: UserID) throws(Refusal) -> User {
        guard let user = users[id], user.isRegistered else { throw .notFound(.user) }
        guard !user.isDeleted else { throw .rejected(.userDeleted) }
        return user
    }
}

/// A user name or e-mail address: free until the one claim.
struct Claim: Entity {
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

/// The user that a command is directed at, by id or by name.
package enum Recipient: Hashable, Sendable {
    case user(UserID)
    case username(ClaimHash)
    case email(ClaimHash)

    /// The user, as far as the model knows: nil for a name that nobody bears or that is not loaded.
    func resolve(_ model: borrowing WriteModel) -> UserID? {
        switch self {
        case .user(let user): user
        case .username(let name): model.usernames[name]?.owner
        case .email(let address): model.emails[address]?.owner
        }
    }

    /// Names the claim that a user name is found by.
    func reads(into streams: inout [StreamID]) {
        switch self {
        case .user: break
        case .username(let name): streams.append(.username(name))
        case .email(let address): streams.append(.email(address))
        }
    }
}
