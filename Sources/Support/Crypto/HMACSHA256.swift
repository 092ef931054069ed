import COpenSSL

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
