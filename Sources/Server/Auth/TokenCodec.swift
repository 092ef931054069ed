import Events
import Postgres

/// Writes and checks access tokens: JWT with HS256 (RFC 7519, RFC 7515), nothing else.
struct TokenCodec: Sendable {
    /// Why a token is worth nothing.
    enum Invalid: Error, Equatable {
        case malformed
        case signature
        case expired
    }

    /// The one header that is written, and the only one accepted: no other algorithm, no `none`, no
    /// key that a sender names.
    private static let header = Base64URL.encode(Array(#"{"alg":"HS256","typ":"JWT"}"#.utf8))
    /// A token of this service has some 250 bytes.
    private static let lengthLimit = 1_024

    private let key: [UInt8]

    /// `key` is secret: at least 32 bytes, as long as the hash (RFC 7518, section 3.2).
    init(key: [UInt8]) {
        precondition(key.count >= 32, "the signing key is too short")
        self.key = key
    }

    func encode(_ claims: TokenClaims) -> [UInt8] {
        let roles = claims.roles.map { "\"\($0.rawValue)\"" }.joined(separator: ",")
        let payload =
            "{\"sub\":\"\(claims.user.rawValue)\",\"roles\":[\(roles)],\"iat\":\(claims.issuedAt),"
            + "\"exp\":\(claims.expiresAt),\"jti\":\"\(claims.tokenID)\"}"
        let point = UInt8(ascii: ".")
        var token = Self.header + [point] + Base64URL.encode(Array(payload.utf8))
        let signature = token.withUnsafeBytes { HMACSHA256.code(key: key, $0) }
        token.append(point)
        token += Base64URL.encode(signature)
        return token
    }

    /// `now` in seconds since 1970.
    func verify(_ token: UnsafeRawBufferPointer, now: Int64) throws(Invalid) -> TokenClaims {
        let point = UInt8(ascii: ".")
        guard token.count <= Self.lengthLimit else { throw .malformed }
        let parts = token.split(separator: point, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].elementsEqual(Self.header),
            let signature = Base64URL.decode(parts[2])
        else { throw .malformed }
        let signed = UnsafeRawBufferPointer(rebasing: token[..<(parts[2].startIndex - 1)])
        guard Cryptography.equal(HMACSHA256.code(key: key, signed), signature) else {
            throw .signature
        }
        guard let payload = Base64URL.decode(parts[1]), let claims = Self.claims(payload) else {
            throw .malformed
        }
        guard now < claims.expiresAt else { throw .expired }
        return claims
    }

    private static func claims(_ payload: [UInt8]) -> TokenClaims? {
        guard let object = try? JSONObject(payload) else { return nil }
        var user: UserID?
        var roles: [Role]?
        var issuedAt: Int64?
        var expiresAt: Int64?
        var tokenID: String?
        for member in object.members {
            switch (member.name, member.value) {
            case ("sub", .string(let text)): user = Int64(text).map { UserID($0) }
            case ("iat", .integer(let second)): issuedAt = second
            case ("exp", .integer(let second)): expiresAt = second
            case ("jti", .string(let text)): tokenID = text
            case ("roles", .array(let values)):
                roles = values.compactMap { value in
                    guard case .string(let word) = value else { return nil }
                    return Role(rawValue: word)
                }
            default: return nil
            }
        }
        guard let user, let roles, let issuedAt, let expiresAt, let tokenID else { return nil }
        return TokenClaims(
            user: user,
            roles: roles,
            issuedAt: issuedAt,
            expiresAt: expiresAt,
            tokenID: tokenID
        )
    }
}
