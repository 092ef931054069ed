import API
import EventStore
import Events
import Model
import Settings

/// What a token says (RFC 7519): times in seconds since 1970.
package struct TokenPayload: Equatable, Sendable {
    let user: UserID
    let session: SessionID
    /// Where the log has the event that it was issued for: the session's start or a refresh.
    ///
    /// Tokens of versions before 0.4 do not say it: they count as issued for the start.
    package let place: LogPlace
    package let use: TokenUse
    let issuedAt: Int64
    /// From this second on the token is worth nothing.
    package let expiresAt: Int64
    /// 128 random bits in hexadecimal.
    let tokenID: String

    /// Nil for a token that is not for requests.
    var identity: Identity? {
        switch use {
        case .access(let roles):
            Identity(
                user: user,
                session: session,
                issuedAt: place,
                isAdministrator: roles.contains(.admin)
            )
        case .refresh: nil
        }
    }

    /// The same, worth nothing once it is older than tokens live now: shortening their life is what
    /// one does after a leak.
    func limited(to lifetimes: TokenLifetimes) -> TokenPayload {
        let lifetime =
            switch use {
            case .access: lifetimes.accessSeconds
            case .refresh: lifetimes.refreshSeconds
            }
        return TokenPayload(
            user: user,
            session: session,
            place: place,
            use: use,
            issuedAt: issuedAt,
            expiresAt: min(expiresAt, issuedAt + lifetime),
            tokenID: tokenID
        )
    }
}

/// How long tokens live, in seconds.
package struct TokenLifetimes: Equatable, Sendable {
    let accessSeconds: Int64
    let refreshSeconds: Int64

    package init(accessSeconds: Int64, refreshSeconds: Int64) {
        self.accessSeconds = accessSeconds
        self.refreshSeconds = refreshSeconds
    }

    package init(_ configuration: Configuration) {
        self.init(
            accessSeconds: Int64(configuration.tokenSeconds),
            refreshSeconds: Int64(configuration.refreshSeconds)
        )
    }
}
