import Events

/// What an access token says (RFC 7519): times in seconds since 1970.
struct TokenClaims: Equatable, Sendable {
    let user: UserID
    let roles: [Role]
    let issuedAt: Int64
    /// From this second on the token is worth nothing.
    let expiresAt: Int64
    /// 128 random bits in hexadecimal.
    let tokenID: String

    var identity: Identity {
        Identity(user: user, isAdministrator: roles.contains(.admin))
    }
}
