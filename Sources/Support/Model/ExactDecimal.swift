/// A decimal number as it was written, without rounding: `digits` divided by 10 to the power of
/// `scale`.
package struct ExactDecimal: Hashable, Sendable {
    /// Above zero.
    package let digits: Int64
    /// Digits after the point: 0 to `maximumScale`.
    package let scale: Int

    package static let maximumScale = 18
    package static let one = ExactDecimal(whole: 1)

    private init(whole: Int64) {
        digits = whole
        scale = 0
    }

    /// Nil unless `digits` is above zero and `scale` within bounds.
    package init?(digits: Int64, scale: Int) {
        guard digits > 0, (0...Self.maximumScale).contains(scale) else { return nil }
        self.digits = digits
        self.scale = scale
    }

    /// Reads `92.5`, `1`, `0.0000125` or, as JSON may write them, `1.25e-5` and `9E1`.
    ///
    /// Nil for anything else, for zero and below, and for what has more than 18 significant digits
    /// or digits after the point.
    package init?(_ text: some StringProtocol) {
        var digits: Int64 = 0
        var scale = 0
        var hasPoint = false
        var hasDigit = false
        var rest = text.utf8[...]
        while let byte = rest.first, byte != UInt8(ascii: "e"), byte != UInt8(ascii: "E") {
            rest.removeFirst()
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                let (tens, overflow) = digits.multipliedReportingOverflow(by: 10)
                let (sum, carry) = tens.addingReportingOverflow(Int64(byte - UInt8(ascii: "0")))
                guard !overflow, !carry else { return nil }
                digits = sum
                hasDigit = true
                if hasPoint { scale += 1 }
            case UInt8(ascii: ".") where !hasPoint && hasDigit:
                hasPoint = true
                hasDigit = false
            default: return nil
            }
        }
        guard hasDigit else { return nil }
        if !rest.isEmpty {
            let exponent = String(decoding: rest.dropFirst(), as: UTF8.self)
            guard exponent.utf8.count <= 4, let power = Int(exponent) else { return nil }
            scale -= power
        }
        // Trailing zeros say nothing: 1.50 and 1.5 are the same rate.
        while digits > 0, digits % 10 == 0, scale > 0 {
            digits /= 10
            scale -= 1
        }
        while scale < 0 {
            let (tens, overflow) = digits.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            digits = tens
            scale += 1
        }
        self.init(digits: digits, scale: scale)
    }

    /// As `ExactDecimal.init` reads it, without an exponent.
    package var text: String {
        let all = String(digits)
        guard scale > 0 else { return all }
        let padded = String(repeating: "0", count: max(0, scale + 1 - all.count)) + all
        return padded.dropLast(scale) + "." + padded.suffix(scale)
    }
}
