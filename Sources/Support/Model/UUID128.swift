import Crypto
import Text

/// 128 bits in network order, as PostgreSQL's `uuid`.
package struct UUID128: Hashable, Sendable, CustomStringConvertible {
    package let high: UInt64
    package let low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// 8-4-4-4-12 lower-case hexadecimal digits (RFC 9562, section 4).
    package var text: String {
        var text: [UInt8] = []
        text.reserveCapacity(36)
        text.appendHexadecimal(high >> 32, digits: 8)
        text.append("-")
        text.appendHexadecimal(high >> 16, digits: 4)
        text.append("-")
        text.appendHexadecimal(high, digits: 4)
        text.append("-")
        text.appendHexadecimal(low >> 48, digits: 4)
        text.append("-")
        text.appendHexadecimal(low, digits: 12)
        return String(decoding: text, as: UTF8.self)
    }

    /// Nil unless `text` is 8-4-4-4-12 hexadecimal digits of either case.
    package init?(text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 36 else { return nil }
        var words: [UInt64] = [0, 0]
        var digits = 0
        for (index, byte) in bytes.enumerated() {
            if [8, 13, 18, 23].contains(index) {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            guard let digit = hexadecimalDigit(byte) else { return nil }
            words[digits / 16] = words[digits / 16] << 4 | UInt64(digit)
            digits += 1
        }
        self.init(high: words[0], low: words[1])
    }

    package var description: String { text }
}

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
