extension [UInt8] {
    /// A literal without a `String` in between.
    @inline(__always)
    mutating func append(_ text: StaticString) {
        append(
            contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        )
    }

    /// A number in decimal digits.
    mutating func appendDecimal(_ number: UInt64) {
        if number < 10 {
            append(UInt8(ascii: "0") + UInt8(number))
            return
        }
        var divisor: UInt64 = 1
        while number / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
            divisor /= 10
        }
    }
}
