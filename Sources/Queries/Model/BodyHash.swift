/// The finalizer of splitmix64: every input bit changes every output bit.
@inline(__always)
func mix(_ value: UInt64) -> UInt64 {
    var mixed = value &+ 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
}

/// A 64-bit hash of a body: the same on every node and after every start, so that an ETag given by
/// one is understood by another.
///
/// Not made to withstand an attacker: each client only gets its own.
struct BodyHash {
    private static let multiplier: UInt64 = 0xD6E8_FEB8_6659_FD93

    /// Eight bytes a step in two independent lanes, since one multiplication waits for the last.
    static func hash(_ body: borrowing [UInt8]) -> UInt64 {
        body.withUnsafeBytes { bytes in
            var first: UInt64 = UInt64(truncatingIfNeeded: bytes.count)
            var second: UInt64 = 0x9E37_79B9_7F4A_7C15
            var offset = 0
            while offset &+ 16 <= bytes.count {
                first = step(first, bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
                second = step(
                    second,
                    bytes.loadUnaligned(fromByteOffset: offset &+ 8, as: UInt64.self)
                )
                offset &+= 16
            }
            while offset < bytes.count {
                first = step(first, UInt64(bytes[offset]))
                offset &+= 1
            }
            return mix(first ^ mix(second))
        }
    }

    @inline(__always)
    private static func step(_ state: UInt64, _ word: UInt64) -> UInt64 {
        let product = (state ^ word) &* multiplier
        return product ^ (product >> 32)
    }
}
