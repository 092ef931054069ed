/// Random numbers that a seed decides: the same on every machine.
///
/// Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014).
package struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64
    private let increment: UInt64

    /// `increment` is made odd, so that the counter visits all 2^64 values.
    package init(seed: UInt64, increment: UInt64 = 0x9E37_79B9_7F4A_7C15) {
        state = seed
        self.increment = increment | 1
    }

    package mutating func next() -> UInt64 {
        state &+= increment
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
