import Events
import Model

/// The recorded exchange rates as decisions see them.
struct RateTable: Entity {
    /// The price of one US dollar, and when it was quoted.
    struct Quote: Hashable {
        let rate: ExactDecimal
        let quotedAt: Timestamp
    }

    private(set) var quotes: [Currency: Quote] = [:]
    /// When the latest quotes were made; nil before the first ones are recorded.
    private(set) var latest: Timestamp?

    mutating func evolve(_ event: RatesEvent) {
        switch event {
        case .recorded(let recorded):
            latest = recorded.quotedAt
            for quote in recorded.quotes {
                quotes[quote.currency] = Quote(rate: quote.rate, quotedAt: recorded.quotedAt)
            }
        }
    }

    static func change(in event: Event) -> RatesEvent? {
        if case .rates(let change) = event { change } else { nil }
    }
}

extension RateTable {
    /// Returns the price of one US dollar in the currency, 1 for the dollar itself unless another
    /// rate was quoted; throws `no-rate`, or `stale-rate` if the quote is older than the limit.
    func rate(
        of currency: Currency,
        at now: Timestamp,
        withinSeconds maximumAge: Int
    ) throws(Refusal) -> ExactDecimal {
        guard let quote = quotes[currency] else {
            guard currency == .usd, let one = ExactDecimal(digits: 1, scale: 0)
            else { throw .rejected(.noRate) }
            return one
        }
        guard quote.quotedAt.advanced(bySeconds: maximumAge) >= now
        else { throw .rejected(.staleRate) }
        return quote.rate
    }

    /// When the latest quotes were made, then code, digits, scale and time of each quote, in order
    /// of code.
    var snapshot: Snapshot? {
        guard let latest else { return nil }
        var snapshot = Snapshot()
        snapshot.append(latest.microseconds)
        for (currency, quote) in quotes.sorted(by: { $0.key < $1.key }) {
            snapshot.append(currency.code)
            snapshot.append(quote.rate.digits)
            snapshot.append(Int64(quote.rate.scale))
            snapshot.append(quote.quotedAt.microseconds)
        }
        return snapshot
    }

    init?(_ stored: inout SnapshotReader) {
        guard let latest = stored.number() else { return nil }
        self.latest = Timestamp(microseconds: latest)
        while !stored.isAtEnd {
            guard let code = stored.text(), let currency = Currency(code),
                let digits = stored.number(), let scale = stored.number(),
                let rate = ExactDecimal(digits: digits, scale: Int(scale)),
                let quotedAt = stored.number()
            else { return nil }
            quotes[currency] = Quote(rate: rate, quotedAt: Timestamp(microseconds: quotedAt))
        }
    }
}

/// Records the rates that an outside service quotes for one US dollar.
///
/// The caller leaves out quotes that make no sense.
package struct RecordRates: Command {
    let quotes: [Currency: ExactDecimal]
    let quotedAt: Timestamp

    /// The last of several quotes for one currency counts.
    package init(_ quotes: [RateQuote], quotedAt: Timestamp) {
        self.quotes = Dictionary(quotes.map { ($0.currency, $0.rate) }) { $1 }
        self.quotedAt = quotedAt
    }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        streams.append(.rates)
    }

    /// Rates quoted in the future count as quoted now: a wrong clock outside must not prevent later
    /// rates from being recorded.
    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        let quotedAt = min(quotedAt, call.now)
        guard !quotes.isEmpty, model.rates[.only]?.latest.map({ $0 < quotedAt }) ?? true
        else { throw .rejected(.nothingToRecord) }
        let sorted = quotes.sorted { $0.key < $1.key }
        let recorded = RatesRecorded(
            quotes: sorted.map { RateQuote(currency: $0.key, rate: $0.value) },
            quotedAt: quotedAt
        )
        return Decision([.rates(.recorded(recorded))])
    }
}

/// Sells an amount of one currency for another, at the recorded rates, to the liquidity account.
package struct Exchange: Command {
    let from: CurrencyUnit
    let to: CurrencyUnit
    let units: Int64
    let maximumAgeSeconds: Int

    /// Sells `units` of `from`; rates older than the limit are not used.
    package init(from: CurrencyUnit, to: CurrencyUnit, units: Int64, maximumAgeSeconds: Int) {
        self.from = from
        self.to = to
        self.units = units
        self.maximumAgeSeconds = maximumAgeSeconds
    }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        streams.append(.rates)
        guard let user = streams.user else { return }
        sale(by: AccountID(of: user)).reads(model, &streams)
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        let account = AccountID(of: try call.user)
        guard model.accounts[account]?.isOpen == true else { throw .notFound(.user) }
        guard from.currency != to.currency else { throw .rejected(.sameCurrency) }
        guard units > 0 else { throw .rejected(.invalidAmount) }
        guard let bought = try conversion(model, at: call.now)(units)
        else { throw .rejected(.balanceLimit) }
        guard bought > 0 else { throw .rejected(.amountTooSmall) }
        let sold = try sale(by: account).decide(model, call)
        // The purchase is in another currency, so the sale does not change what it needs.
        let purchase = try Movement(
            .exchange,
            from: .liquidity,
            to: account,
            Money(bought, to.currency)
        ).decide(model, call, after: sold.events.count)
        return Decision(sold.events + purchase.events, location: .transfer(sold.transfer))
    }

    private func conversion(
        _ model: borrowing WriteModel,
        at now: Timestamp
    ) throws(Refusal) -> Conversion {
        let rates = model.rates[.only] ?? RateTable()
        return Conversion(
            from: from,
            to: to,
            fromRate: try rates.rate(of: from.currency, at: now, withinSeconds: maximumAgeSeconds),
            toRate: try rates.rate(of: to.currency, at: now, withinSeconds: maximumAgeSeconds)
        )
    }

    private func sale(by account: AccountID) -> Movement {
        Movement(.exchange, from: account, to: .liquidity, Money(units, from.currency))
    }
}

/// Converts an amount of one currency into another, at two rates.
struct Conversion {
    let from: CurrencyUnit
    let to: CurrencyUnit
    /// The price of one US dollar in each currency.
    let fromRate: ExactDecimal
    let toRate: ExactDecimal

    /// Returns minor units of `to`, rounded down; nil if they are more than 2^63 − 1.
    ///
    /// Exact: the product of amount and rate has at most 126 bits, powers of ten widen it to 256,
    /// and there is one division. So converting there and back at the same rates never gains
    /// anything.
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

    /// Nil above 10^38, which does not fit 128 bits; scales and digits of currencies add up to 22.
    private static func powerOfTen(_ exponent: Int) -> UInt128? {
        guard exponent <= 38 else { return nil }
        return (0..<exponent).reduce(1) { power, _ in power * 10 }
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
}
