import Events

/// Reads amounts of money without a rounding step anywhere.
enum Amount {
    /// Why a text is not an amount, in words for the client.
    struct Invalid: Error, Equatable, CustomStringConvertible {
        let detail: String

        var description: String { detail }
    }

    /// A decimal such as `12.50` in units of the currency: digits, and at most as many after the
    /// point as the currency has.
    ///
    /// Above zero.
    static func minorUnits(decimal text: [UInt8], digits: Int) throws(Invalid) -> Int64 {
        var value: Int64 = 0
        var whole = 0
        var fraction: Int?
        for byte in text {
            if byte == UInt8(ascii: "."), fraction == nil, whole > 0 {
                fraction = 0
                continue
            }
            guard byte >= 0x30, byte <= 0x39 else {
                throw Invalid(detail: "must be a decimal such as \"12.50\": digits and one point")
            }
            if let count = fraction { fraction = count + 1 } else { whole += 1 }
            value = try appending(Int64(byte - 0x30), to: value)
        }
        guard whole > 0, fraction != 0 else {
            throw Invalid(detail: "must be a decimal such as \"12.50\": digits and one point")
        }
        let given = fraction ?? 0
        guard given <= digits else {
            throw Invalid(detail: "must have at most \(digits) digits after the point")
        }
        for _ in given..<digits { value = try appending(0, to: value) }
        return try positive(value)
    }

    static func positive(_ value: Int64) throws(Invalid) -> Int64 {
        guard value > 0 else { throw Invalid(detail: "must be more than zero") }
        return value
    }

    private static func appending(_ digit: Int64, to value: Int64) throws(Invalid) -> Int64 {
        let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
        let (sum, carry) = tens.addingReportingOverflow(digit)
        guard !overflow, !carry else { throw Invalid(detail: "is too large") }
        return sum
    }
}
