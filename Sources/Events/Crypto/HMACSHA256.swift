import COpenSSL

/// HMAC-SHA256 (RFC 2104), by libcrypto.
package enum HMACSHA256 {
    /// 32 bytes.
    package static func code(key: [UInt8], _ message: UnsafeRawBufferPointer) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: SHA256.length) { buffer, count in
            let bytes = message.bindMemory(to: UInt8.self)
            let made = HMAC(
                EVP_sha256(),
                key,
                Int32(key.count),
                bytes.baseAddress,
                bytes.count,
                buffer.baseAddress,
                nil
            )
            guard made != nil else { fatalError("libcrypto refused to make an HMAC") }
            count = SHA256.length
        }
    }
}
