/// Converts an amount of one currency into another, at two rates.
package struct Conversion: Sendable {
    package let from: CurrencyUnit
    package let to: CurrencyUnit
    /// The price of one US dollar in each currency.
    package let fromRate: ExactDecimal
    package let toRate: ExactDecimal

    package init(
        from: CurrencyUnit,
        to: CurrencyUnit,
        fromRate: ExactDecimal,
        toRate: ExactDecimal
    ) {
        self.from = from
        self.to = to
        self.fromRate = fromRate
        self.toRate = toRate
    }

    /// Returns minor units of `to`, rounded down; nil if they are more than 2^63 − 1.
    ///
    /// Exact, so converting there and back at the same rates never gains anything.
    package func callAsFunction(_ units: Int64) -> Int64? {
        guard units > 0 else { return 0 }
        let shift = fromRate.scale + to.digits - toRate.scale - from.digits
        return quotient(UInt128(units), shift: shift).flatMap { Int64(exactly: $0) }
    }

    /// The price of one unit of `from` in `to`, to 12 significant digits, rounded down.
    ///
    /// Nil where it is outside the bounds of an exact decimal.
    package var rate: ExactDecimal? {
        for scale in stride(from: ExactDecimal.maximumScale, through: 0, by: -1) {
            guard let digits = quotient(1, shift: fromRate.scale - toRate.scale + scale),
                digits < Self.rateLimit
            else { continue }
            return ExactDecimal(digits: Int64(digits), scale: scale)?.withoutTrailingZeros
        }
        return nil
    }

    private static let rateLimit: UInt128 = 1_000_000_000_000

    /// `units` times the quotient of the rates and 10 to the power of `shift`, rounded down; nil if
    /// it has more than 128 bits.
    ///
    /// The product of amount and rate has at most 126 bits, powers of ten widen it to 256, and
    /// there is one division.
    private func quotient(_ units: UInt128, shift: Int) -> UInt128? {
        let product = units * UInt128(toRate.digits)
        guard let power = Self.powerOfTen(abs(shift)) else { return nil }
        let rate = UInt128(fromRate.digits)
        guard shift < 0 else {
            let dividend = product.multipliedFullWidth(by: power)
            guard dividend.high < rate else { return nil }
            return rate.dividingFullWidth((dividend.high, dividend.low)).quotient
        }
        let (divisor, overflow) = rate.multipliedReportingOverflow(by: power)
        // A divisor of more than 128 bits is above any product.
        return overflow ? 0 : product / divisor
    }

    /// Nil above 10^38, which does not fit 128 bits; scales and digits of currencies add up to 36.
    private static func powerOfTen(_ exponent: Int) -> UInt128? {
        guard exponent <= 38 else { return nil }
        return (0..<exponent).reduce(1) { power, _ in power * 10 }
    }
}

/// How much the service may owe each currency after exchanges.
package struct ExchangeCredit: Hashable, Sendable {
    private let cents: Int64

    /// Up to what this many US dollars buy.
    package init(dollars: Int) {
        cents = Int64(dollars).multipliedReportingOverflow(by: 100).partialValue
    }

    /// Minor units of a currency that may be bought, at its price of one US dollar, while the
    /// liquidity account has `balance` of them; nil if the credit is beyond what any balance can be.
    package func available(
        of unit: CurrencyUnit,
        at rate: ExactDecimal,
        balance: Int64
    ) -> Int64? {
        let credit = Conversion(from: .dollars, to: unit, fromRate: .one, toRate: rate)
        guard let owed = credit(cents) else { return nil }
        return Int64(clamping: max(0, Int128(balance) + Int128(owed)))
    }
}

/// A currency with the number of digits that its amounts have after the point (ISO 4217).
package struct CurrencyUnit: Hashable, Sendable {
    package let currency: Currency
    package let digits: Int

    /// 0 to 4 digits.
    package init(_ currency: Currency, digits: Int) {
        self.currency = currency
        self.digits = digits
    }

    /// US dollars, in which rates are quoted.
    package static let dollars = CurrencyUnit(.usd, digits: 2)
}

extension ExactDecimal {
    /// The same number: 1.50 is 1.5.
    fileprivate var withoutTrailingZeros: ExactDecimal? {
        var (digits, scale) = (digits, scale)
        while scale > 0, digits % 10 == 0 {
            digits /= 10
            scale -= 1
        }
        return ExactDecimal(digits: digits, scale: scale)
    }

    /// Whether the number is more than `percent` hundredths above or below another.
    package func differs(from other: ExactDecimal, byMoreThanPercent percent: Int) -> Bool {
        let scale = max(scale, other.scale)
        let own = multiple(100, at: scale)
        let least = other.multiple(UInt128(max(0, 100 - percent)), at: scale)
        let most = other.multiple(UInt128(100 + percent), at: scale)
        return own < least || most < own
    }

    /// `factor` times the number, in units of 10 to the power of minus `scale`: a high and a low
    /// half.
    private func multiple(_ factor: UInt128, at scale: Int) -> (UInt128, UInt128) {
        let power = (self.scale..<scale).reduce(UInt128(1)) { power, _ in power * 10 }
        let product = (UInt128(digits) * factor).multipliedFullWidth(by: power)
        return (product.high, product.low)
    }
}
