import Model

/// A change of personal data, made in the transaction that appends its event.
///
/// Personal data can be erased without changing the log.
package enum PersonChange: Hashable, Sendable {
    /// With `user.registered`.
    case added(Person)
    /// With `user.password_changed`; `passwordHash` as in `Person`.
    case passwordChanged(UserID, passwordHash: String)
    /// With `session.started`: another hash of the same password.
    case passwordRenewed(UserID, passwordHash: String)
    /// With `user.details_changed`.
    case detailsChanged(UserID, PersonDetails)
    /// With `user.erased`: the row and those of the sessions are deleted.
    case erased(UserID)
    /// With `session.started`.
    case signedIn(SessionID, UserID, SessionDetails)
    /// With `session.refreshed`.
    case sessionUsed(SessionID)
    /// With `session.ended`: the row is deleted.
    case signedOut(SessionID)
}

/// Personal data of a user, kept in table `people`.
package struct Person: Hashable, Sendable {
    package let user: UserID
    package let username: String
    package let email: String
    package let name: String?
    /// Text of the form `scrypt$…` with its parameters and salt.
    package let passwordHash: String
    /// Number of password changes, which identifies the password of the hash.
    package let passwordChanges: Int64

    package init(
        user: UserID,
        username: String,
        email: String,
        name: String?,
        passwordHash: String,
        passwordChanges: Int64 = 0
    ) {
        self.user = user
        self.username = username
        self.email = email
        self.name = name
        self.passwordHash = passwordHash
        self.passwordChanges = passwordChanges
    }
}

/// The details that a person changes; nil for one that stays the same.
package struct PersonDetails: Hashable, Sendable {
    /// A name or, to delete the name, nil.
    package enum Name: Hashable, Sendable {
        case same
        case changed(String?)
    }

    package let email: String?
    package let name: Name

    package init(email: String?, name: Name) {
        self.email = email
        self.name = name
    }
}

/// Where a sign-in came from, as far as its user is shown: a row of `people.sessions`.
package struct SessionDetails: Hashable, Sendable {
    /// The part of the network that an address belongs to; raw values are the words of the API.
    package enum AddressKind: String, Hashable, Sendable, CaseIterable {
        /// The machine that the service runs on.
        case loopback
        /// A private network.
        case local
        case internet
    }

    package let address: AddressKind
    /// The program and the system that signed in, such as `Firefox, Linux`; nil if it did not say.
    package let client: String?

    package init(address: AddressKind, client: String?) {
        self.address = address
        self.client = client
    }
}
