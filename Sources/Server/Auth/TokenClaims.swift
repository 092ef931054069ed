import Events

/// What a token says (RFC 7519): times in seconds since 1970.
struct TokenClaims: Equatable, Sendable {
    let user: UserID
    let session: SessionID
    let use: TokenUse
    let issuedAt: Int64
    /// From this second on the token is worth nothing.
    let expiresAt: Int64
    /// 128 random bits in hexadecimal.
    let tokenID: String

    /// Nil for a token that is not for requests.
    var identity: Identity? {
        switch use {
        case .access(let roles):
            Identity(user: user, session: session, isAdministrator: roles.contains(.admin))
        case .refresh: nil
        }
    }
}
