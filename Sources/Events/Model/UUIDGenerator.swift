import Glibc

/// Makes UUIDs of version 7 (RFC 9562, section 5.7): milliseconds, then random bits.
///
/// A value per thread. No system call per id: the clock is read through the vDSO and the random
/// bits come from a generator that is seeded once. So ids are unique but not unguessable: they name
/// commands and requests, and are no secret.
package struct UUIDGenerator: Sendable {
    private var state: UInt64
    private let increment: UInt64

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
        state = seed.0
        // Odd, so that the counter visits all 2^64 values; different per generator, so that two
        // whose counters meet still part again.
        increment = seed.1 | 1
    }

    package mutating func next() -> UUID128 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        let milliseconds = UInt64(time.tv_sec) &* 1000 &+ UInt64(time.tv_nsec) / 1_000_000
        return next(milliseconds: milliseconds)
    }

    package mutating func next(milliseconds: UInt64) -> UUID128 {
        UUID128(
            high: milliseconds << 16 | 0x7000 | random() >> 52,
            low: 0x8000_0000_0000_0000 | random() >> 2
        )
    }

    /// SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014).
    private mutating func random() -> UInt64 {
        state &+= increment
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
