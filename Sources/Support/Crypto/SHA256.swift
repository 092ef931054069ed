import COpenSSL

/// SHA-256 (FIPS 180-4) of bytes that come in pieces, by libcrypto.
package struct SHA256: ~Copyable {
    package static let length = 32

    private let context: OpaquePointer

    package init() {
        guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1
        else {
            fatalError("libcrypto has no memory or no SHA-256")
        }
        self.context = context
    }

    deinit {
        EVP_MD_CTX_free(context)
    }

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1 else {
            fatalError("libcrypto refused to hash")
        }
    }

    /// Returns the digest of the bytes so far; the hash starts again.
    package mutating func finish() -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: SHA256.length) { buffer, count in
            guard EVP_DigestFinal_ex(context, buffer.baseAddress, nil) == 1,
                EVP_DigestInit_ex(context, nil, nil) == 1
            else {
                fatalError("libcrypto refused to finish a hash")
            }
            count = SHA256.length
        }
    }

    package static func hash(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var hash = SHA256()
        hash.update(bytes)
        return hash.finish()
    }

    /// The digest of bytes that are all there.
    package static func hash(_ bytes: [UInt8]) -> [UInt8] {
        bytes.withUnsafeBytes { hash($0) }
    }
}

/// Compares two secrets in a time that does not depend on where they differ.
package func isSameSecret(
    _ left: UnsafeRawBufferPointer,
    _ right: UnsafeRawBufferPointer
) -> Bool {
    guard left.count == right.count else { return false }
    guard let first = left.baseAddress, let second = right.baseAddress else { return true }
    return CRYPTO_memcmp(first, second, left.count) == 0
}

/// Compares two secrets in a time that does not depend on where they differ.
package func isSameSecret(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.withUnsafeBytes { left in right.withUnsafeBytes { isSameSecret(left, $0) } }
}
