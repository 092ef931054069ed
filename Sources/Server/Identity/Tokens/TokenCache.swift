import API
import Crypto

/// Access tokens that were verified, so that a signature is computed once per token and loop.
///
/// Confined to one event loop.
package struct TokenCache {
    private struct Entry {
        let token: [UInt8]
        let identity: Identity
        let expiresAt: Int64
    }

    private let codec: TokenCodec
    private let limit: Int
    /// By the last eight letters of the signature: as good as random among tokens that were
    /// verified.
    private var entries: [UInt64: Entry] = [:]

    package init(codec: TokenCodec, limit: Int) {
        self.codec = codec
        self.limit = limit
    }

    /// `now` in seconds since 1970.
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

    /// Drops what expired, or everything: verifying again costs two microseconds each.
    private mutating func makeRoom(now: Int64) {
        entries = entries.filter { now < $0.value.expiresAt }
        if entries.count >= limit { entries.removeAll(keepingCapacity: true) }
    }

    private static func equal(_ known: [UInt8], _ token: UnsafeRawBufferPointer) -> Bool {
        known.withUnsafeBytes { isSameSecret($0, token) }
    }
}
