import Crypto
import Text

/// Makes UUIDs of version 7 (RFC 9562, section 5.7): milliseconds, then random bits.
///
/// A value per thread. No system call per id: the clock is read through the vDSO and the random
/// bits come from a generator that is seeded once. So ids are unique but not unguessable: they name
/// commands and requests, and are no secret.
package struct UUIDGenerator: Sendable {
    private var random: SplitMix64

    package init() {
        let seed = RandomBytes.make(16)
        self.init(
            seed: seed.withUnsafeBytes { bytes in
                (
                    bytes.loadUnaligned(as: UInt64.self),
                    bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
                )
            }
        )
    }

    /// The same seed gives the same random bits.
    package init(seed: (UInt64, UInt64)) {
        // An increment of its own for each generator: two whose counters meet still part again.
        random = SplitMix64(seed: seed.0, increment: seed.1)
    }

    package mutating func next() -> UUID128 {
        next(milliseconds: UInt64(SystemClock.unixMicroseconds / 1_000))
    }

    package mutating func next(milliseconds: UInt64) -> UUID128 {
        UUID128(
            high: milliseconds << 16 | 0x7000 | random.next() >> 52,
            low: 0x8000_0000_0000_0000 | random.next() >> 2
        )
    }
}
