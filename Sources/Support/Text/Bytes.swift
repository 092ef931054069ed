/// Text appended to bytes without a `String` in between.
extension [UInt8] {
    /// Appends a literal.
    @inlinable @inline(__always)
    package mutating func append(_ text: StaticString) {
        append(
            contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        )
    }

    /// Appends a number in decimal digits.
    @inlinable package mutating func appendDecimal(_ value: Int64) {
        var rest = value.magnitude
        if rest < 10 {
            if value < 0 { append(UInt8(ascii: "-")) }
            return append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest))
        }
        // 19 digits and a sign at most.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var first = 20
            while rest > 0 {
                let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
                first -= 1
                digits[first] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit)
                rest = quotient
            }
            if value < 0 {
                first -= 1
                digits[first] = UInt8(ascii: "-")
            }
            append(contentsOf: UnsafeBufferPointer(rebasing: digits[first...]))
        }
    }

    /// Appends the lowest `digits` hexadecimal digits of a number, in lower case.
    @inlinable package mutating func appendHexadecimal(_ number: UInt64, digits: Int) {
        for index in (0..<digits).reversed() { append(hexadecimalLetter(number, at: index)) }
    }
}

/// Two lower-case hexadecimal digits per byte.
package func hexadecimal(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count * 2)
    for byte in bytes { text.appendHexadecimal(UInt64(byte), digits: 2) }
    return String(decoding: text, as: UTF8.self)
}

/// The letter of one hexadecimal digit of a number, in lower case; index 0 is the lowest digit.
@inlinable package func hexadecimalLetter(_ number: UInt64, at index: Int) -> UInt8 {
    let digit = UInt8(truncatingIfNeeded: number >> (4 * UInt64(index))) & 15
    return digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
}

/// The number that at most 16 lower-case hexadecimal digits write; nil for any other byte.
@inlinable package func hexadecimalNumber(_ digits: some Collection<UInt8>) -> UInt64? {
    var number: UInt64 = 0
    for byte in digits {
        guard let digit = hexadecimalDigit(byte),
            byte < UInt8(ascii: "A") || byte >= UInt8(ascii: "a")
        else { return nil }
        number = number << 4 | UInt64(digit)
    }
    return number
}

/// The value of one hexadecimal digit in either case; nil for any other byte.
@inlinable package func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
}

/// Base64 with the URL alphabet and without padding (RFC 4648, section 5), as tokens use it.
package enum Base64URL {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8
    )

    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 0xFF, count: 256)
        for (value, letter) in alphabet.enumerated() { values[Int(letter)] = UInt8(value) }
        return values
    }()

    package static func encode(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count * 4 + 2) / 3)
        var bits: UInt32 = 0
        var count = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 6 {
                count -= 6
                text.append(alphabet[Int(bits >> UInt32(count) & 63)])
            }
        }
        if count > 0 { text.append(alphabet[Int(bits << UInt32(6 - count) & 63)]) }
        return text
    }

    /// Nil for a foreign letter, an impossible length, or bits left over that are not zero: each
    /// value has one text only.
    package static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        guard text.count % 4 != 1 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count * 3 / 4)
        var bits: UInt32 = 0
        var count = 0
        for letter in text {
            let value = values[Int(letter)]
            guard value != 0xFF else { return nil }
            bits = (bits << 6 | UInt32(value)) & 0xFFFF
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        guard bits & ((1 << UInt32(count)) - 1) == 0 else { return nil }
        return bytes
    }
}
