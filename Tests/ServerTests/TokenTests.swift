import Events
import TestSupport
import Testing

@testable import API
@testable import Crypto
@testable import EventStore
@testable import Identity
@testable import Model
@testable import Text

@Suite(.patient)
struct TokenTests {
    private let codec = TokenCodec(
        key: [UInt8](repeating: 7, count: 32),
        lifetimes: TokenLifetimes(accessSeconds: 3_600, refreshSeconds: 3_600)
    )
    private let claims = TokenPayload(
        user: UserID(42),
        session: SessionID(17),
        place: LogPlace(LogPosition(17), in: EpochID(0x5f3a_9c1e)),
        use: .access(roles: [.admin]),
        issuedAt: 1_000,
        expiresAt: 4_600,
        tokenID: "abc"
    )
    private let refresh = TokenPayload(
        user: UserID(42),
        session: SessionID(17),
        place: LogPlace(LogPosition(19), in: EpochID(0x5f3a_9c1e)),
        use: .refresh(generation: 3),
        issuedAt: 1_000,
        expiresAt: 4_600,
        tokenID: "abc"
    )

    private func verify(_ token: [UInt8], now: Int64 = 2_000) throws -> TokenPayload {
        try token.withUnsafeBytes { try codec.verify($0, now: now) }
    }

    private func signed(header: String, payload: String, key: [UInt8]? = nil) -> [UInt8] {
        var token = Base64URL.encode(Array(header.utf8)) + [UInt8(ascii: ".")]
        token += Base64URL.encode(Array(payload.utf8))
        let signature = token.withUnsafeBytes {
            HMACSHA256.code(key: key ?? [UInt8](repeating: 7, count: 32), $0)
        }
        return token + [UInt8(ascii: ".")] + Base64URL.encode(signature)
    }

    private let header = #"{"alg":"HS256","typ":"JWT"}"#
    private let payload =
        #"{"sub":"42","sid":"17","epo":"5f3a9c1e","pos":"17","use":"access","roles":["admin"],"iat":1000,"exp":4600,"jti":"abc"}"#
    private let refreshPayload =
        #"{"sub":"42","sid":"17","epo":"5f3a9c1e","pos":"19","use":"refresh","gen":3,"iat":1000,"exp":4600,"jti":"abc"}"#

    @Test func `a token carries its payload`() throws {
        #expect(try verify(codec.encode(claims)) == claims)
        #expect(codec.encode(claims) == signed(header: header, payload: payload))
        #expect(try verify(codec.encode(refresh)) == refresh)
        #expect(codec.encode(refresh) == signed(header: header, payload: refreshPayload))
    }

    @Test func `a refresh token is not an access token`() {
        #expect(refresh.identity == nil)
        var cache = TokenCache(codec: codec, limit: 2)
        let token = codec.encode(refresh)
        for _ in 0..<2 {
            #expect(throws: TokenCodec.Invalid.use) {
                try token.withUnsafeBytes { try cache.identity($0, now: 2_000) }
            }
        }
    }

    @Test func `a token is invalid from its last second on`() throws {
        let token = codec.encode(claims)
        #expect(try verify(token, now: 4_599) == claims)
        #expect(throws: TokenCodec.Invalid.expired) { try verify(token, now: 4_600) }
    }

    @Test func `9: a token from the future is refused, but for what clocks may differ by`() throws {
        for token in [codec.encode(claims), codec.encode(refresh)] {
            #expect(try verify(token, now: 940).issuedAt == 1_000)
            #expect(throws: TokenCodec.Invalid.future) { try verify(token, now: 939) }
        }
    }

    @Test func `a token of a version without epochs counts as issued at its session's start`()
        throws
    {
        let old =
            #"{"sub":"42","sid":"17","use":"refresh","gen":3,"iat":1000,"exp":4600,"jti":"abc"}"#
        let claims = try verify(signed(header: header, payload: old))
        #expect(claims.place == LogPlace(LogPosition(17)))
        #expect(codec.encode(claims) == signed(header: header, payload: old))
    }

    @Test func `a token older than the present lifetime is refused, also from the cache`() throws {
        let shorter = TokenCodec(
            key: [UInt8](repeating: 7, count: 32),
            lifetimes: TokenLifetimes(accessSeconds: 60, refreshSeconds: 120)
        )
        func verify(_ token: [UInt8], now: Int64) throws -> TokenPayload {
            try token.withUnsafeBytes { try shorter.verify($0, now: now) }
        }
        for (token, end) in [(codec.encode(claims), Int64(1_060)), (codec.encode(refresh), 1_120)] {
            #expect(try verify(token, now: end - 1).expiresAt == end)
            #expect(throws: TokenCodec.Invalid.expired) { try verify(token, now: end) }
        }
        var cache = TokenCache(codec: shorter, limit: 2)
        try codec.encode(claims).withUnsafeBytes { token in
            _ = try cache.identity(token, now: 1_059)
            #expect(throws: TokenCodec.Invalid.expired) { try cache.identity(token, now: 1_060) }
        }
    }

    @Test(
        arguments: [
            #"{"alg":"none","typ":"JWT"}"#, #"{"alg":"None","typ":"JWT"}"#,
            #"{"alg":"HS384","typ":"JWT"}"#, #"{"alg":"RS256","typ":"JWT"}"#, #"{"typ":"JWT"}"#,
            #"{"alg":"HS256","typ":"JWT","kid":"1"}"#, "{}", "",
        ])
    func `another header is refused even if it is signed`(header: String) {
        #expect(throws: TokenCodec.Invalid.malformed) {
            try verify(signed(header: header, payload: payload))
        }
    }

    @Test func `an unsigned token is refused`() {
        let none = Base64URL.encode(Array(#"{"alg":"none"}"#.utf8))
        let body = Base64URL.encode(Array(payload.utf8))
        let point = [UInt8(ascii: ".")]
        #expect(throws: TokenCodec.Invalid.self) { try verify(none + point + body + point) }
        #expect(throws: TokenCodec.Invalid.self) { try verify(none + point + body) }
    }

    @Test func `a foreign key's signature is refused`() {
        let forged = signed(
            header: header,
            payload: payload,
            key: [UInt8](repeating: 8, count: 32)
        )
        #expect(throws: TokenCodec.Invalid.signature) { try verify(forged) }
    }

    @Test func `no truncated and no altered token is accepted`() {
        let token = codec.encode(claims)
        for length in 0..<token.count {
            #expect(throws: TokenCodec.Invalid.self) { try verify(Array(token[..<length])) }
        }
        for index in token.indices {
            var altered = token
            altered[index] =
                altered[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(throws: TokenCodec.Invalid.self) { try verify(altered) }
        }
    }

    @Test(
        arguments: [
            #"{"sub":42}"#, "[]", "x",
            #"{"sub":"42","sid":"1","use":"access","roles":[],"iat":1,"exp":9999}"#,
            #"{"sub":"42","roles":[],"iat":1,"exp":9999,"jti":"a"}"#,
            #"{"sub":"42","sid":"1","roles":[],"iat":1,"exp":9999,"jti":"a"}"#,
            #"{"sub":"42","use":"access","roles":[],"iat":1,"exp":9999,"jti":"a"}"#,
            #"{"sub":"42","sid":"1","use":"access","gen":1,"iat":1,"exp":9999,"jti":"a"}"#,
            #"{"sub":"42","sid":"1","use":"refresh","roles":[],"iat":1,"exp":9999,"jti":"a"}"#,
            #"{"sub":"42","sid":"1","use":"refresh","roles":[],"gen":1,"iat":1,"exp":9999,"jti":"a"}"#,
            #"{"sub":"42","sid":"1","pos":"1","use":"access","roles":[],"iat":1,"exp":9999,"jti":"a"}"#,
            #"{"sub":"42","sid":"1","epo":"5f3a9c1e","use":"access","roles":[],"iat":1,"exp":9999,"jti":"a"}"#,
            #"{"sub":"42","sid":"1","epo":"5F3A9C1E","pos":"1","use":"access","roles":[],"iat":1,"exp":9999,"jti":"a"}"#,
            #"{"sub":"42","sid":"1","use":"other","roles":[],"iat":1,"exp":9999,"jti":"a"}"#,
        ])
    func `a signed payload of another shape is refused`(payload: String) {
        #expect(throws: TokenCodec.Invalid.malformed) {
            try verify(signed(header: header, payload: payload))
        }
    }

    @Test func `the cache remembers tokens, drops expired ones, and accepts no other token`() throws
    {
        var cache = TokenCache(codec: codec, limit: 2)
        let token = codec.encode(claims)
        func identity(_ token: [UInt8], now: Int64) throws -> Identity {
            try token.withUnsafeBytes { try cache.identity($0, now: now) }
        }
        let expected = Identity(
            user: UserID(42),
            session: SessionID(17),
            issuedAt: claims.place,
            isAdministrator: true
        )
        #expect(try identity(token, now: 2_000) == expected)
        #expect(try identity(token, now: 2_001) == expected)
        var altered = token
        altered[60] ^= 1
        #expect(throws: TokenCodec.Invalid.self) { try identity(altered, now: 2_001) }
        #expect(throws: TokenCodec.Invalid.expired) { try identity(token, now: 4_600) }
    }

    @Test(arguments: [[], [1], [1, 2], [1, 2, 3], [255, 254, 253, 252]] as [[UInt8]])
    func `base64url has one text per value`(bytes: [UInt8]) {
        #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
        #expect(Base64URL.decode("QQ".utf8) == [0x41])
        #expect(Base64URL.decode("QR".utf8) == nil)
        #expect(Base64URL.decode("Q".utf8) == nil)
        #expect(Base64URL.decode("QQ==".utf8) == nil)
        #expect(Base64URL.decode("Q+".utf8) == nil)
    }
}
