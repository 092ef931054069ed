import Model
import Text

/// An event of a user.
///
/// Names, addresses and password hashes are not here: see `Person`.
package enum UserEvent: Hashable, Sendable {
    case registered(UserRegistered)
    case roleGranted(RoleGranted)
    /// The user has the role no more; all sessions are over, since their tokens may still have it.
    case roleRevoked(RoleRevoked)
    /// All earlier sessions are over, except the one that made the request.
    case passwordChanged(PasswordChanged)
    /// An administrator has issued a code with which the user may choose another password, once.
    ///
    /// A later code, or any change of password, makes it invalid.
    case passwordResetIssued(PasswordResetIssued)
    /// All earlier sessions are over, except the one that made the request.
    case sessionsEnded(SessionsEnded)
    /// The user has another display name or e-mail address, which the person's row has.
    case detailsChanged(DetailsChanged)
    /// The user may no longer sign in and every session is over; the account is closed in the
    /// same append.
    case deleted(UserDeleted)
    /// Undoes `deleted`.
    case restored
    /// The personal data were deleted for good in the same transaction. Follows `deleted`.
    case erased

    /// The name of each event in the log: never changed, and never used again for another.
    package enum Name: String, Hashable, Sendable, CaseIterable {
        case registered = "user.registered"
        case roleGranted = "user.role_granted"
        case roleRevoked = "user.role_revoked"
        case passwordChanged = "user.password_changed"
        case passwordResetIssued = "user.password_reset_issued"
        case sessionsEnded = "user.sessions_ended"
        case detailsChanged = "user.details_changed"
        case deleted = "user.deleted"
        case restored = "user.restored"
        case erased = "user.erased"
    }

    var name: Name {
        switch self {
        case .registered: .registered
        case .roleGranted: .roleGranted
        case .roleRevoked: .roleRevoked
        case .passwordChanged: .passwordChanged
        case .passwordResetIssued: .passwordResetIssued
        case .sessionsEnded: .sessionsEnded
        case .detailsChanged: .detailsChanged
        case .deleted: .deleted
        case .restored: .restored
        case .erased: .erased
        }
    }

    init(_ name: Name, _ members: inout JSONMembers) throws(JSONError) {
        self =
            switch name {
            case .registered: .registered(try UserRegistered(&members))
            case .roleGranted: .roleGranted(try RoleGranted(&members))
            case .roleRevoked: .roleRevoked(try RoleRevoked(&members))
            case .passwordChanged: .passwordChanged(try PasswordChanged(&members))
            case .passwordResetIssued:
                .passwordResetIssued(try PasswordResetIssued(&members))
            case .sessionsEnded: .sessionsEnded(try SessionsEnded(&members))
            case .detailsChanged: .detailsChanged(try DetailsChanged(&members))
            case .deleted: .deleted(try UserDeleted(&members))
            case .restored: .restored
            case .erased: .erased
            }
    }

    func write(_ writer: inout JSONWriter) {
        switch self {
        case .registered(let registered): registered.write(&writer)
        case .roleGranted(let granted): granted.write(&writer)
        case .roleRevoked(let revoked): revoked.write(&writer)
        case .passwordChanged(let changed): changed.write(&writer)
        case .passwordResetIssued(let issued): issued.write(&writer)
        case .sessionsEnded(let ended): ended.write(&writer)
        case .detailsChanged(let changed): changed.write(&writer)
        case .deleted(let deleted): deleted.write(&writer)
        case .restored, .erased: break
        }
    }
}

package struct UserRegistered: Hashable, Sendable {
    package let username: ClaimHash
    package let email: ClaimHash

    package init(username: ClaimHash, email: ClaimHash) {
        self.username = username
        self.email = email
    }

    init(_ members: inout JSONMembers) throws(JSONError) {
        username = try members.claim("username")
        email = try members.claim("email")
    }

    func write(_ writer: inout JSONWriter) {
        writer.member("username", username)
        writer.member("email", email)
    }
}

package struct RoleGranted: Hashable, Sendable {
    package let role: Role

    package init(role: Role) {
        self.role = role
    }

    init(_ members: inout JSONMembers) throws(JSONError) {
        role = try members.word("role", of: Role.words)
    }

    func write(_ writer: inout JSONWriter) {
        writer.member("role", role.rawValue)
    }
}

package struct PasswordChanged: Hashable, Sendable {
    /// Sessions with a smaller id are over: the event's own position, so that a state can be built
    /// from payloads alone.
    package let endedBefore: SessionID
    /// The session that stays open.
    package let kept: SessionID?

    package init(endedBefore: SessionID, kept: SessionID?) {
        self.endedBefore = endedBefore
        self.kept = kept
    }

    init(_ members: inout JSONMembers) throws(JSONError) {
        endedBefore = try members.id("sessions_ended_before")
        kept = try members.optionalID("kept")
    }

    func write(_ writer: inout JSONWriter) {
        writer.member("sessions_ended_before", endedBefore)
        writer.optional("kept", kept)
    }
}

package struct UserDeleted: Hashable, Sendable {
    /// As in `PasswordChanged`.
    package let endedBefore: SessionID

    package init(endedBefore: SessionID) {
        self.endedBefore = endedBefore
    }

    init(_ members: inout JSONMembers) throws(JSONError) {
        endedBefore = try members.id("sessions_ended_before")
    }

    func write(_ writer: inout JSONWriter) {
        writer.member("sessions_ended_before", endedBefore)
    }
}

/// A right of a user beyond the own wallet, holds and orders.
package enum Role: String, Hashable, Sendable, CaseIterable {
    case admin

    static let words = WordTable<Role>()
}

/// A user has claimed a user name or an e-mail address for good.
package enum ClaimEvent: Hashable, Sendable {
    case usernameClaimed(UserID)
    case emailClaimed(UserID)

    /// The name of each event in the log: never changed, and never used again for another.
    package enum Name: String, Hashable, Sendable, CaseIterable {
        case usernameClaimed = "username.claimed"
        case emailClaimed = "email.claimed"
    }

    var name: Name {
        switch self {
        case .usernameClaimed: .usernameClaimed
        case .emailClaimed: .emailClaimed
        }
    }

    init(_ name: Name, _ members: inout JSONMembers) throws(JSONError) {
        self =
            switch name {
            case .usernameClaimed: .usernameClaimed(try members.id("user"))
            case .emailClaimed: .emailClaimed(try members.id("user"))
            }
    }

    func write(_ writer: inout JSONWriter) {
        switch self {
        case .usernameClaimed(let user), .emailClaimed(let user): writer.member("user", user)
        }
    }
}
