import COpenSSL
import Crypto

/// What this target asks of libcrypto that the log does not.
package enum Cryptography {
    /// SHA-256 (FIPS 180-4) of a method, a path and a body: 32 bytes that stand for one request.
    ///
    /// Each part is preceded by its length, so no two requests give the same input.
    package static func fingerprint(
        _ method: StaticString,
        _ path: UnsafeRawBufferPointer,
        _ body: UnsafeRawBufferPointer
    ) -> [UInt8] {
        let method = UnsafeRawBufferPointer(
            start: method.utf8Start,
            count: method.utf8CodeUnitCount
        )
        var input: [UInt8] = []
        input.reserveCapacity(method.count + path.count + body.count + 24)
        for part in [method, path, body] {
            withUnsafeBytes(of: UInt64(part.count).bigEndian) { input.append(contentsOf: $0) }
            input.append(contentsOf: part)
        }
        return [UInt8](unsafeUninitializedCapacity: 32) { buffer, count in
            let done = SHA256(input, input.count, buffer.baseAddress)
            precondition(done != nil, "libcrypto has no SHA-256")
            count = 32
        }
    }
}
