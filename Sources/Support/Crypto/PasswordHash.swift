import COpenSSL
import Text

/// A password's scrypt hash (RFC 7914) as text: `scrypt$14$8$1$salt$hash`, N as a power of two,
/// salt and hash in base64url.
///
/// Hashing takes tenths of a second: never on an event loop.
package struct PasswordHash: Equatable, Sendable {
    /// What a guess costs.
    package struct Cost: Equatable, Sendable {
        let logN: Int
        let r: Int
        let p: Int

        package init(logN: Int, r: Int, p: Int) {
            self.logN = logN
            self.r = r
            self.p = p
        }
    }

    package let cost: Cost
    let salt: [UInt8]
    let hash: [UInt8]

    init(cost: Cost, salt: [UInt8], hash: [UInt8]) {
        self.cost = cost
        self.salt = salt
        self.hash = hash
    }

    /// Hashes with a new salt of 16 bytes.
    package init(of password: [UInt8], cost: Cost) {
        let salt = RandomBytes.make(16)
        self.init(cost: cost, salt: salt, hash: Self.scrypt(password, salt, cost))
    }

    /// Nil for anything but what `text` gives.
    package init?(text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "scrypt", let logN = Int(parts[1]),
            let r = Int(parts[2]), let p = Int(parts[3]),
            (1...20).contains(logN), (1...32).contains(r), (1...16).contains(p),
            let salt = Base64URL.decode(parts[4].utf8), let hash = Base64URL.decode(parts[5].utf8),
            hash.count == 32
        else { return nil }
        self.init(cost: Cost(logN: logN, r: r, p: p), salt: salt, hash: hash)
    }

    package var text: String {
        let salt = String(decoding: Base64URL.encode(salt), as: UTF8.self)
        let hash = String(decoding: Base64URL.encode(hash), as: UTF8.self)
        return "scrypt$\(cost.logN)$\(cost.r)$\(cost.p)$\(salt)$\(hash)"
    }

    package func matches(_ password: [UInt8]) -> Bool {
        isSameSecret(Self.scrypt(password, salt, cost), hash)
    }

    private static func scrypt(_ password: [UInt8], _ salt: [UInt8], _ cost: Cost) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 32) { buffer, count in
            let done = password.withUnsafeBytes { password in
                // 128 × N × r bytes are needed, and as much again is allowed for the small tables.
                EVP_PBE_scrypt(
                    password.baseAddress?.assumingMemoryBound(to: CChar.self),
                    password.count,
                    salt,
                    salt.count,
                    1 << UInt64(cost.logN),
                    UInt64(cost.r),
                    UInt64(cost.p),
                    (256 << UInt64(cost.logN)) * UInt64(cost.r) + 1 << 20,
                    buffer.baseAddress,
                    32
                )
            }
            precondition(done == 1, "libcrypto refused scrypt's parameters")
            count = 32
        }
    }
}

/// Random bytes fit for keys, from libcrypto's generator.
package enum RandomBytes {
    package static func make(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            guard RAND_bytes(buffer.baseAddress, Int32(count)) == 1 else {
                // Going on with what may be predictable would be worse than stopping.
                fatalError("libcrypto has no randomness")
            }
            filled = count
        }
    }
}
