import Events
import HTTP

/// Makes the tokens of a session and the answer that carries them.
struct TokenIssuer: Sendable {
    let codec: TokenCodec
    let cookie: FeedCookie
    let accessSeconds: Int64
    let refreshSeconds: Int64
    private let clock: ServiceClock

    init(_ codec: TokenCodec, _ configuration: Configuration, _ clock: ServiceClock) {
        self.codec = codec
        self.clock = clock
        cookie = FeedCookie(isSecure: configuration.secureCookies == 1)
        accessSeconds = Int64(configuration.tokenSeconds)
        refreshSeconds = Int64(configuration.refreshSeconds)
    }

    func answer(
        _ user: UserID,
        _ roles: [Role],
        _ session: SessionID,
        generation: Int64
    ) -> Response {
        let now = clock.unixSeconds
        func token(_ use: TokenUse, _ seconds: Int64) -> String {
            let claims = TokenClaims(
                user: user,
                session: session,
                use: use,
                issuedAt: now,
                expiresAt: now + seconds,
                tokenID: hexadecimal(RandomBytes.make(16))
            )
            return String(decoding: codec.encode(claims), as: UTF8.self)
        }
        let access = token(.access(roles: roles), accessSeconds)
        let refresh = token(.refresh(generation: generation), refreshSeconds)
        let body =
            "{\"access_token\":\"\(access)\",\"token_type\":\"bearer\","
            + "\"expires_in\":\(accessSeconds),\"refresh_token\":\"\(refresh)\"}"
        var headers = HeaderLines()
        headers.add("Cache-Control", "no-store")
        headers.add("Set-Cookie", cookie.value(access, seconds: accessSeconds))
        return Response(.ok, fields: headers.bytes, body: Array(body.utf8))
    }
}
