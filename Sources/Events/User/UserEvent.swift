/// What happens to a user.
///
/// Names, addresses and password hashes are not here: see `Person`.
package enum UserEvent: Hashable, Sendable {
    case registered(UserRegistered)
    case roleGranted(RoleGranted)
    /// Sessions begun before this event are over, but for the one that asked.
    case passwordChanged(PasswordChanged)
    /// The user may not sign in any more; the account is closed in the same append.
    case deleted
    /// Undoes `deleted`.
    case restored
    /// The personal data were deleted for good in the same transaction. Comes after `deleted`.
    case erased
}

package struct UserRegistered: Hashable, Sendable {
    package let username: ClaimHash
    package let email: ClaimHash

    package init(username: ClaimHash, email: ClaimHash) {
        self.username = username
        self.email = email
    }
}

package struct RoleGranted: Hashable, Sendable {
    package let role: Role

    package init(role: Role) {
        self.role = role
    }
}

package struct PasswordChanged: Hashable, Sendable {
    /// The session that goes on.
    package let kept: SessionID?

    package init(kept: SessionID?) {
        self.kept = kept
    }
}

/// What a user may do besides using the own wallet, holds and orders.
package enum Role: String, Hashable, Sendable, CaseIterable {
    case admin
}

/// A name or address was taken, for good, by a user.
package enum ClaimEvent: Hashable, Sendable {
    case usernameClaimed(UserID)
    case emailClaimed(UserID)
}

/// A change of personal data, made in the transaction that appends the event it belongs to, and
/// erasable without touching the log.
package enum PersonChange: Hashable, Sendable {
    /// With `user.registered`.
    case added(Person)
    /// With `user.password_changed`; `passwordHash` as in `Person`.
    case passwordChanged(UserID, passwordHash: String)
    /// With `user.erased`: nothing of the person is left.
    case erased(UserID)
}

/// Personal data of a user, kept in table `people`.
package struct Person: Hashable, Sendable {
    package let user: UserID
    package let username: String
    package let email: String
    package let name: String?
    /// Text of the form `scrypt$…` with its parameters and salt.
    package let passwordHash: String

    package init(
        user: UserID,
        username: String,
        email: String,
        name: String?,
        passwordHash: String
    ) {
        self.user = user
        self.username = username
        self.email = email
        self.name = name
        self.passwordHash = passwordHash
    }
}
