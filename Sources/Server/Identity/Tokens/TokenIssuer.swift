import API
import Commands
import Crypto
import EventStore
import Events
import HTTP
import Model
import Settings
import Text

/// Makes the tokens of a session and the answer that carries them.
package struct TokenIssuer: Sendable {
    package let codec: TokenCodec
    package let cookie: FeedCookie
    private let clock: ServiceClock

    package init(_ codec: TokenCodec, _ configuration: Configuration, _ clock: ServiceClock) {
        self.codec = codec
        self.clock = clock
        cookie = FeedCookie(isSecure: configuration.secureCookies == 1)
    }

    /// `place` is that of the event which the tokens are issued for.
    func answer(
        _ user: UserID,
        _ roles: [Role],
        _ session: SessionID,
        generation: Int64,
        for place: LogPlace
    ) -> Response {
        let now = clock.unixSeconds
        func token(_ use: TokenUse, _ seconds: Int64) -> String {
            let claims = TokenPayload(
                user: user,
                session: session,
                place: place,
                use: use,
                issuedAt: now,
                expiresAt: now + seconds,
                tokenID: hexadecimal(RandomBytes.make(16))
            )
            return String(decoding: codec.encode(claims), as: UTF8.self)
        }
        let lifetimes = codec.lifetimes
        let access = token(.access(roles: roles), lifetimes.accessSeconds)
        let refresh = token(.refresh(generation: generation), lifetimes.refreshSeconds)
        let body =
            "{\"access_token\":\"\(access)\",\"token_type\":\"bearer\","
            + "\"expires_in\":\(lifetimes.accessSeconds),\"refresh_token\":\"\(refresh)\"}"
        var headers = HeaderLines()
        headers.add("Cache-Control", "no-store")
        headers.add("Set-Cookie", cookie.value(access, seconds: lifetimes.accessSeconds))
        return Response(.ok, fields: headers.bytes, body: Array(body.utf8))
    }
}

/// The tokens that follow once a session has begun or was refreshed.
package struct TokenGrant: Sendable {
    enum Session: Sendable {
        /// Its id is the position of the event that begins it.
        case begun
        /// `generation` is that of the refresh token to be given.
        case refreshed(SessionID, generation: Int64)
    }

    let issuer: TokenIssuer
    package let user: UserID
    let roles: [Role]
    let session: Session

    /// `epoch` is the one that the outcome was decided in.
    package func answer(_ outcome: Outcome, in epoch: EpochID?) -> Response {
        switch (outcome, session) {
        case (.done(let position, _, _), .begun):
            issuer.answer(
                user,
                roles,
                SessionID(createdAt: position),
                generation: 1,
                for: LogPlace(position, in: epoch)
            )
        case (.done(let position, _, _), .refreshed(let session, let generation)):
            issuer.answer(
                user,
                roles,
                session,
                generation: generation,
                for: LogPlace(position, in: epoch)
            )
        // The password was changed, or the user deleted, while the old one was being checked.
        case (.rejected, .begun), (.notFound, .begun): Response(PasswordWorkers.wrong)
        case (.rejected, .refreshed), (.notFound, .refreshed), (.forbidden, .refreshed):
            Response(SessionWorkers.worthless)
        case (.forbidden, .begun), (.keyReused, _), (.unknown, _), (.unavailable, _),
            (.sessionLost, _), (.distrusted, _):
            Response(outcome, in: epoch)
        }
    }
}

/// The cookie that lets a browser's `EventSource`, which can send no header, read GET /feed: the
/// access token, out of reach of scripts and sent with nothing else (RFC 6265).
package struct FeedCookie: Sendable {
    package static let name = "tally_feed"

    /// Whether it is sent over TLS only.
    let isSecure: Bool

    /// The value of a `Set-Cookie` header.
    func value(_ token: String, seconds: Int64) -> String {
        "\(Self.name)=\(token); HttpOnly; SameSite=Strict; Path=/feed; Max-Age=\(seconds)"
            + (isSecure ? "; Secure" : "")
    }

    /// The value of a `Set-Cookie` header that makes the browser forget it.
    package var cleared: String { value("", seconds: 0) }
}
