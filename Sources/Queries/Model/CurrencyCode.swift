/// An ISO 4217 code of three upper-case letters, packed so that it is compared as one number.
package struct CurrencyCode: Hashable, Comparable, Sendable {
    let packed: UInt32

    /// Nil unless `code` is exactly three upper-case ASCII letters.
    package init?(_ code: some StringProtocol) {
        self.init(letters: code.utf8)
    }

    /// Nil unless `bytes` are exactly three upper-case ASCII letters.
    package init?(bytes: UnsafeRawBufferPointer) {
        self.init(letters: bytes)
    }

    private init?(letters: some Collection<UInt8>) {
        guard letters.count == 3 else { return nil }
        var packed: UInt32 = 0
        for letter in letters {
            guard letter >= UInt8(ascii: "A"), letter <= UInt8(ascii: "Z") else { return nil }
            packed = packed << 8 | UInt32(letter)
        }
        self.packed = packed
    }

    /// The three letters.
    package var code: String {
        String(decoding: [first, second, third], as: UTF8.self)
    }

    var first: UInt8 { UInt8(truncatingIfNeeded: packed >> 16) }
    var second: UInt8 { UInt8(truncatingIfNeeded: packed >> 8) }
    var third: UInt8 { UInt8(truncatingIfNeeded: packed) }

    package static func < (left: CurrencyCode, right: CurrencyCode) -> Bool {
        left.packed < right.packed
    }
}
