import COpenSSL

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
