/// What happens to a user.
///
/// Names, addresses and password hashes are not here: see `Person`.
package enum UserEvent: Hashable, Sendable {
    case registered(UserRegistered)
    case roleGranted(RoleGranted)
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

/// What a user may do besides using the own wallet, holds and orders.
package enum Role: String, Hashable, Sendable, CaseIterable {
    case admin
}

/// A name or address was taken, for good, by a user.
package enum ClaimEvent: Hashable, Sendable {
    case usernameClaimed(UserID)
    case emailClaimed(UserID)
}

/// Personal data, written to table `people` in the transaction that appends `user.registered`, and
/// erasable without touching the log.
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
