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

    mutating func append(_ text: StaticString) {
        let bytes = UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        UnsafeMutableRawBufferPointer(rebasing: buffer[count...]).copyMemory(from: bytes)
        count += bytes.count
    }

    mutating func append(_ kind: StaticString, _ number: Int64) {
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

    mutating func append(_ kind: StaticString, _ value: UUID128) {
        append(kind)
        append(hexadecimal: value.high)
        append(hexadecimal: value.low)
    }

    private mutating func append(hexadecimal word: UInt64) {
        for shift in stride(from: UInt64(60), through: 0, by: -4) {
            let digit = UInt8(truncatingIfNeeded: word >> shift & 15)
            let letter = digit < 10 ? UInt8(ascii: "0") &+ digit : UInt8(ascii: "a") &+ digit &- 10
            buffer[count] = letter
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

/// Whether the bytes are those of the literal.
func == (bytes: UnsafeRawBufferPointer, text: StaticString) -> Bool {
    guard bytes.count == text.utf8CodeUnitCount else { return false }
    guard let start = bytes.baseAddress else { return true }
    return memcmp(start, text.utf8Start, bytes.count) == 0
}
