import API
import Crypto
import Entities
import EventStore
import Events
import HTTP
import Model
import Settings
import Text

/// Makes the tokens of a session and the response that carries them.
package struct TokenIssuer: Sendable {
    package let codec: TokenCodec
    package let cookie: FeedCookie
    package let device: DeviceCookie
    let clock: ServiceClock

    package init(
        _ codec: TokenCodec,
        _ claims: ClaimHasher,
        _ configuration: Configuration,
        _ clock: ServiceClock
    ) {
        self.codec = codec
        self.clock = clock
        cookie = FeedCookie(isSecure: configuration.secureCookies == 1)
        device = DeviceCookie(claims, configuration)
    }

    /// `place` is that of the event for which the tokens are issued, `issuedAt` the time on them in
    /// seconds since 1970.
    ///
    /// The same arguments make the same tokens, so that a lost answer can be given again.
    func response(
        _ user: UserID,
        _ roles: [Role],
        _ session: SessionID,
        generation: Int64,
        for place: LogPlace,
        issuedAt now: Int64
    ) -> Response {
        func token(_ use: TokenUse, _ seconds: Int64) -> String {
            let claims = TokenPayload(
                user: user,
                session: session,
                place: place,
                use: use,
                issuedAt: now,
                expiresAt: now + seconds,
                tokenID: codec.tokenID(session, place.position, use)
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
        if generation == 1 { headers.add("Set-Cookie", device.header(for: user, now: now)) }
        return Response(.ok, fields: headers.bytes, body: Array(body.utf8))
    }
}

/// The tokens to issue once a session has begun or was refreshed.
package struct TokenGrant: Sendable {
    enum Session: Sendable {
        /// A new session: its id is the position of the event that begins it.
        case begun
        /// `generation` is that of the next refresh token.
        /// `issuedAt` is the time on the tokens, in seconds since 1970.
        case refreshed(SessionID, generation: Int64, issuedAt: Int64)
    }

    /// Does not reveal whether the user exists.
    static let wrongPassword = Problem(.unauthorized, "User name or password is wrong.")
    package static let refreshDenied = Problem(
        .unauthorized,
        "The refresh token is invalid or expired. Sign in again."
    )

    package static let overloaded = Problem.overloaded(
        "Too many sessions are being refreshed. Try again."
    )

    let issuer: TokenIssuer
    package let user: UserID
    let roles: [Role]
    let session: Session
    /// Has a worker answer a request whose token was used a moment ago, with the tokens issued
    /// then; returns false if too many requests wait.
    var repeats: (@Sendable (Ticket, EpochID?) -> Bool)?

    /// The response to the request, nil if a worker makes it; `epoch` is the one in which the
    /// outcome was decided.
    package func response(
        _ outcome: Outcome,
        in epoch: EpochID?,
        to ticket: Ticket
    ) -> Response? {
        switch (outcome, session) {
        case (.done(let position, _, _), .begun):
            issuer.response(
                user,
                roles,
                SessionID(createdAt: position),
                generation: 1,
                for: LogPlace(position, in: epoch),
                issuedAt: issuer.clock.unixSeconds
            )
        case (.done(let position, _, _), .refreshed(let session, let generation, let issuedAt)):
            issuer.response(
                user,
                roles,
                session,
                generation: generation,
                for: LogPlace(position, in: epoch),
                issuedAt: issuedAt
            )
        // The password was changed, or the user deleted, while the old one was being checked.
        case (.rejected, .begun), (.notFound, .begun): Response(Self.wrongPassword)
        case (.rejected(Rejection.refreshRepeated.rawValue, _, _, _), .refreshed):
            repeats?(ticket, epoch) == true ? nil : Response(Self.overloaded)
        case (.rejected, .refreshed), (.notFound, .refreshed), (.forbidden, .refreshed):
            Response(Self.refreshDenied)
        case (.forbidden, .begun), (.keyReused, _), (.unknown, _), (.unavailable, _),
            (.sessionLost, _), (.sessionEnded, _), (.distrusted, _), (.decided, _):
            Response(outcome, in: epoch)
        }
    }
}

/// The cookie with the access token for GET /feed, since a browser's `EventSource` sends no header.
///
/// Scripts cannot read it, and the browser sends it to that path only (RFC 6265).
package struct FeedCookie: Sendable {
    package static let name = "tally_feed"

    /// Whether the browser sends it over TLS only.
    let isSecure: Bool

    /// The value of a `Set-Cookie` header.
    func value(_ token: String, seconds: Int64) -> String {
        "\(Self.name)=\(token); HttpOnly; SameSite=Strict; Path=/feed; Max-Age=\(seconds)"
            + (isSecure ? "; Secure" : "")
    }

    /// The value of a `Set-Cookie` header that clears the cookie.
    package var cleared: String { value("", seconds: 0) }
}
