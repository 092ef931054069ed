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

/// HMAC-SHA256 (RFC 2104), by libcrypto.
package final class HMACSHA256 {
    private let context: OpaquePointer

    /// Takes the key in once, for any number of messages.
    package init(key: [UInt8]) {
        guard let algorithm = EVP_MAC_fetch(nil, "HMAC", nil) else {
            fatalError("libcrypto has no HMAC")
        }
        defer { EVP_MAC_free(algorithm) }
        var digest = Array("SHA256".utf8CString)
        guard let context = EVP_MAC_CTX_new(algorithm) else {
            fatalError("libcrypto has no memory for an HMAC")
        }
        let isReady = digest.withUnsafeMutableBufferPointer { name in
            // The buffer's end is found by its zero byte.
            let parameters = [
                OSSL_PARAM_construct_utf8_string("digest", name.baseAddress, 0),
                OSSL_PARAM_construct_end(),
            ]
            return EVP_MAC_init(context, key, key.count, parameters) == 1
        }
        guard isReady else { fatalError("libcrypto refused the key of an HMAC") }
        self.context = context
    }

    deinit {
        EVP_MAC_CTX_free(context)
    }

    /// 32 bytes.
    package func code(_ message: UnsafeRawBufferPointer) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: SHA256.length) { buffer, count in
            let bytes = message.bindMemory(to: UInt8.self)
            // Without a key: the one of the last time is taken again.
            guard EVP_MAC_init(context, nil, 0, nil) == 1,
                EVP_MAC_update(context, bytes.baseAddress, bytes.count) == 1,
                EVP_MAC_final(context, buffer.baseAddress, &count, SHA256.length) == 1
            else { fatalError("libcrypto refused to make an HMAC") }
        }
    }

    /// 32 bytes, where a key is used once.
    package static func code(key: [UInt8], _ message: UnsafeRawBufferPointer) -> [UInt8] {
        HMACSHA256(key: key).code(message)
    }
}
