import API
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
