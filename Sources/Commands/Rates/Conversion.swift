import Events
import Model

/// What an amount of one currency is in another, at two rates.
struct Conversion {
    let from: CurrencyUnit
    let to: CurrencyUnit
    /// What one US dollar costs in each.
    let fromRate: ExactDecimal
    let toRate: ExactDecimal

    /// Minor units of `to`, rounded down; nil if they are more than 2^63 − 1.
    ///
    /// Exact: the product of amount and rate has at most 126 bits, powers of ten widen it to 256, and
    /// there is one division. So there and back at the same rates never gives more than there was.
    func callAsFunction(_ units: Int64) -> Int64? {
        guard units > 0 else { return 0 }
        let product = UInt128(units) * UInt128(toRate.digits)
        let shift = fromRate.scale + to.digits - toRate.scale - from.digits
        guard let power = Self.powerOfTen(abs(shift)) else { return nil }
        let rate = UInt128(fromRate.digits)
        guard shift < 0 else {
            let dividend = product.multipliedFullWidth(by: power)
            // Else the quotient has more than 128 bits.
            guard dividend.high < rate else { return nil }
            return Int64(exactly: rate.dividingFullWidth((dividend.high, dividend.low)).quotient)
        }
        let (divisor, overflow) = rate.multipliedReportingOverflow(by: power)
        // A divisor of more than 128 bits is above any product.
        return overflow ? 0 : Int64(exactly: product / divisor)
    }

    /// Nil above 10^38, which 128 bits do not hold; scales and digits of currencies add up to 22.
    private static func powerOfTen(_ exponent: Int) -> UInt128? {
        guard exponent <= 38 else { return nil }
        return (0..<exponent).reduce(1) { power, _ in power * 10 }
    }
}
