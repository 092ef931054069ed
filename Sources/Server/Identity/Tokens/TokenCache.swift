import API
import Crypto

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
