import API
import Crypto
import Events
import Model
import Text

/// Writes and checks tokens: JWT with HS256 (RFC 7519, RFC 7515), nothing else.
package struct TokenCodec: Sendable {
    /// Why a token is invalid.
    package enum Invalid: String, Error, Equatable, CustomStringConvertible {
        case malformed
        case signature
        case expired
        /// It was issued later than now: no node does that, whatever the clocks.
        case future
        /// The token has the other use.
        case use

        package var description: String { "the token is not valid: \(rawValue)" }
    }

    /// The only header that is written and accepted: no other algorithm, no `none`, no key of the
    /// sender.
    private static let header = Base64URL.encode(Array(#"{"alg":"HS256","typ":"JWT"}"#.utf8))
    /// A token of this service has about 300 bytes.
    private static let lengthLimit = 1_024

    private let key: [UInt8]
    let lifetimes: TokenLifetimes

    /// `key` is secret and has at least 32 bytes, the length of the hash (RFC 7518, section 3.2).
    package init(key: [UInt8], lifetimes: TokenLifetimes) {
        precondition(key.count >= 32, "the signing key is too short")
        self.key = key
        self.lifetimes = lifetimes
    }

    /// What names one token: a code over its session, the event that it is issued for, and its use.
    func tokenID(_ session: SessionID, _ position: LogPosition, _ use: TokenUse) -> String {
        let word =
            switch use {
            case .access: "access"
            case .refresh: "refresh"
            }
        let text = Array("jti:\(session.rawValue):\(position.rawValue):\(word)".utf8)
        let code = text.withUnsafeBytes { HMACSHA256.code(key: key, $0) }
        return hexadecimal(Array(code.prefix(16)))
    }

    func encode(_ claims: TokenPayload) -> [UInt8] {
        let point = UInt8(ascii: ".")
        var token = Self.header + [point] + Base64URL.encode(Array(claims.json.utf8))
        let signature = token.withUnsafeBytes { HMACSHA256.code(key: key, $0) }
        token.append(point)
        token += Base64URL.encode(signature)
        return token
    }

    /// Checks the token; `now` in seconds since 1970.
    ///
    /// The result's `expiresAt` respects the present lifetimes.
    package func verify(_ token: UnsafeRawBufferPointer, now: Int64) throws(Invalid) -> TokenPayload
    {
        let point = UInt8(ascii: ".")
        guard token.count <= Self.lengthLimit else { throw .malformed }
        let parts = token.split(separator: point, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].elementsEqual(Self.header),
            let signature = Base64URL.decode(parts[2])
        else { throw .malformed }
        let signed = UnsafeRawBufferPointer(rebasing: token[..<(parts[2].startIndex - 1)])
        guard isSameSecret(HMACSHA256.code(key: key, signed), signature) else {
            throw .signature
        }
        guard let payload = Base64URL.decode(parts[1]),
            let claims = TokenPayload(json: payload)?.limited(to: lifetimes)
        else {
            throw .malformed
        }
        guard now < claims.expiresAt else { throw .expired }
        guard claims.issuedAt <= now + RevocationBoard.slackSeconds else { throw .future }
        return claims
    }
}

/// The access tokens that one event loop has verified: each signature is computed once per loop.
package struct TokenCache {
    private struct Entry {
        let token: [UInt8]
        let identity: Identity
        let expiresAt: Int64
    }

    private let codec: TokenCodec
    private let limit: Int
    /// The entries by the last eight letters of the signature, which are as good as random.
    private var entries: [UInt64: Entry] = [:]

    package init(codec: TokenCodec, limit: Int) {
        self.codec = codec
        self.limit = limit
    }

    /// Returns the token's identity, verified now or before; `now` in seconds since 1970.
    package mutating func identity(
        _ token: UnsafeRawBufferPointer,
        now: Int64
    ) throws(TokenCodec.Invalid) -> Identity {
        guard token.count > 8 else { throw .malformed }
        let key = token.loadUnaligned(fromByteOffset: token.count - 8, as: UInt64.self)
        if let entry = entries[key], Self.equal(entry.token, token) {
            guard now < entry.expiresAt else {
                entries[key] = nil
                throw .expired
            }
            return entry.identity
        }
        let claims = try codec.verify(token, now: now)
        guard let identity = claims.identity else { throw .use }
        if entries.count >= limit { makeRoom(now: now) }
        if limit > 0 {
            entries[key] = Entry(
                token: Array(token),
                identity: identity,
                expiresAt: claims.expiresAt
            )
        }
        return identity
    }

    /// Drops the expired entries, or all: to verify one again costs two microseconds.
    private mutating func makeRoom(now: Int64) {
        entries = entries.filter { now < $0.value.expiresAt }
        if entries.count >= limit { entries.removeAll(keepingCapacity: true) }
    }

    private static func equal(_ known: [UInt8], _ token: UnsafeRawBufferPointer) -> Bool {
        known.withUnsafeBytes { isSameSecret($0, token) }
    }
}

extension Problem {
    /// Why a token is not accepted.
    package init(token invalid: TokenCodec.Invalid) {
        switch invalid {
        case .expired: self.init(.unauthorized, "The token has expired. Sign in again.")
        case .use: self.init(.unauthorized, "This is a refresh token: send it to POST /refresh.")
        case .malformed, .signature, .future:
            self.init(.unauthorized, "The token is not valid. Sign in again.")
        }
    }
}
