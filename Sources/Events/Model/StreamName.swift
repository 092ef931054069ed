import Glibc
import Model
import Text

/// Writes a stream's name into a buffer that is long enough for any.
struct NameWriter {
    private let buffer: UnsafeMutableRawBufferPointer
    private(set) var count = 0

    init(_ buffer: UnsafeMutableRawBufferPointer) {
        self.buffer = buffer
    }

    private mutating func append(_ kind: StreamKind) {
        var prefix = kind.rawValue
        prefix.withUTF8 { append(UnsafeRawBufferPointer($0)) }
        append("-")
    }

    private mutating func append(_ text: StaticString) {
        append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private mutating func append(_ bytes: UnsafeRawBufferPointer) {
        UnsafeMutableRawBufferPointer(rebasing: buffer[count...]).copyMemory(from: bytes)
        count += bytes.count
    }

    mutating func append(_ kind: StreamKind, _ rest: StaticString) {
        append(kind)
        append(rest)
    }

    mutating func append(_ kind: StreamKind, _ number: Int64) {
        append(kind)
        if number < 0 {
            append("-")
        }
        var magnitude = number.magnitude
        let digits = NameWriter.digitCount(magnitude)
        for index in stride(from: count + digits - 1, through: count, by: -1) {
            let (quotient, remainder) = magnitude.quotientAndRemainder(dividingBy: 10)
            buffer[index] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: remainder)
            magnitude = quotient
        }
        count += digits
    }

    mutating func append(_ kind: StreamKind, _ value: UUID128) {
        append(kind)
        append(value)
    }

    mutating func append(_ value: UUID128) {
        append(hexadecimal: value.high)
        append(hexadecimal: value.low)
    }

    private mutating func append(hexadecimal word: UInt64) {
        for index in (0..<16).reversed() {
            buffer[count] = hexadecimalLetter(word, at: index)
            count += 1
        }
    }

    private static func digitCount(_ number: UInt64) -> Int {
        var count = 1
        var rest = number
        while rest >= 10 {
            rest /= 10
            count += 1
        }
        return count
    }
}

/// Whether the bytes are equal to those of the literal.
func == (bytes: UnsafeRawBufferPointer, text: StaticString) -> Bool {
    guard bytes.count == text.utf8CodeUnitCount else { return false }
    guard let start = bytes.baseAddress else { return true }
    return memcmp(start, text.utf8Start, bytes.count) == 0
}

extension Int64 {
    /// A number above zero in decimal digits without a leading zero, or nil.
    init?(name bytes: UnsafeRawBufferPointer) {
        // 18 digits can't overflow, and no log will need more.
        guard let first = bytes.first, first != UInt8(ascii: "0"), bytes.count <= 18
        else { return nil }
        var value: Int64 = 0
        for byte in bytes {
            let digit = byte &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            value = value &* 10 &+ Int64(digit)
        }
        self = value
    }
}

extension ClaimHash {
    /// Nil unless the bytes are exactly 32 lower-case hexadecimal digits.
    package init?(hexadecimal bytes: UnsafeRawBufferPointer) {
        guard bytes.count == 32, let high = hexadecimalNumber(bytes[..<16]),
            let low = hexadecimalNumber(bytes[16...])
        else { return nil }
        self.init(UUID128(high: high, low: low))
    }

    /// Calls `body` with the 32 digits on the stack.
    func withHexadecimal<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try withUnsafeTemporaryAllocation(byteCount: 32, alignment: 1) { buffer in
            var writer = NameWriter(buffer)
            writer.append(value)
            return try body(UnsafeRawBufferPointer(buffer))
        }
    }
}
