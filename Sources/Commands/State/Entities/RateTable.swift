import Events
import Model

/// The recorded exchange rates as decisions see them.
package struct RateTable: Entity {
    /// The price of one US dollar, and when it was quoted.
    package struct Quote: Hashable {
        package let rate: ExactDecimal
        package let quotedAt: Timestamp
    }

    /// The rates in use.
    private(set) var quotes: [Currency: Quote] = [:]
    /// Quotes too far from the rates in use, until they are confirmed, accepted or replaced.
    package private(set) var suspects: [Currency: Quote] = [:]
    /// When the latest quotes were made; nil before the first ones are recorded.
    package private(set) var latest: Timestamp?

    package init() {}

    package mutating func evolve(_ event: RatesEvent) {
        switch event {
        case .recorded(let recorded):
            latest = max(latest ?? recorded.quotedAt, recorded.quotedAt)
            for quote in recorded.quotes {
                quotes[quote.currency] = Quote(rate: quote.rate, quotedAt: recorded.quotedAt)
                suspects[quote.currency] = nil
            }
        case .suspected(let suspected):
            latest = max(latest ?? suspected.quotedAt, suspected.quotedAt)
            for quote in suspected.quotes {
                suspects[quote.currency] = Quote(rate: quote.rate, quotedAt: suspected.quotedAt)
            }
        }
    }

    package static func change(in event: Event) -> RatesEvent? {
        if case .rates(let change) = event { change } else { nil }
    }
}

extension RateTable {
    /// Returns the price of one US dollar in the currency, which is 1 for the dollar itself; throws
    /// `no-rate`, or `stale-rate` if the quote is older than the limit.
    package func rate(
        of currency: Currency,
        at now: Timestamp,
        withinSeconds maximumAge: Int
    ) throws(Refusal) -> ExactDecimal {
        // Whatever was recorded: a history from before such quotes were refused may hold another.
        if currency == .usd { return .one }
        guard let quote = quotes[currency]
        else { throw .rejected(.noRate, detail: "currency=\(currency)") }
        guard quote.quotedAt.advanced(bySeconds: maximumAge) >= now
        else { throw .rejected(.staleRate, detail: "currency=\(currency)") }
        return quote.rate
    }

    /// What becomes of a quote.
    package enum Judgement {
        case usable
        case suspect
        /// The quote before is suspect, and this one agrees with it too early to confirm it.
        case awaited
    }

    /// A quote is usable unless it jumps; one that jumps is usable if it agrees with a suspect one
    /// from at least an interval before.
    package func judge(_ quote: RateQuote, at time: Timestamp, _ jump: RateJump) -> Judgement {
        func isFar(from other: Quote) -> Bool {
            quote.rate.differs(from: other.rate, byMoreThanPercent: jump.percent)
        }
        guard quote.currency != .usd, let inUse = quotes[quote.currency], isFar(from: inUse)
        else { return .usable }
        guard let suspect = suspects[quote.currency], !isFar(from: suspect) else { return .suspect }
        return suspect.quotedAt.advanced(bySeconds: jump.confirmationSeconds) <= time
            ? .usable : .awaited
    }

    /// When the latest quotes were made; code, digits, scale and time of each quote in use, in
    /// order of code; then the number of suspect ones, if there are any, and the same of each.
    package var snapshot: Snapshot? {
        guard let latest else { return nil }
        var snapshot = Snapshot()
        snapshot.append(latest.microseconds)
        snapshot.append(quotes)
        if !suspects.isEmpty {
            snapshot.append(Int64(suspects.count))
            snapshot.append(suspects)
        }
        return snapshot
    }

    package init?(_ stored: inout SnapshotReader) {
        guard let latest = stored.number(), let quotes = stored.quotes() else { return nil }
        self.latest = Timestamp(microseconds: latest)
        self.quotes = quotes
        guard !stored.isAtEnd else { return }
        guard let count = stored.number(), let suspects = stored.quotes(), suspects.count == count
        else { return nil }
        self.suspects = suspects
    }
}

extension Snapshot {
    fileprivate mutating func append(_ quotes: [Currency: RateTable.Quote]) {
        for (currency, quote) in quotes.sorted(by: { $0.key < $1.key }) {
            append(currency.code)
            append(quote.rate.digits)
            append(Int64(quote.rate.scale))
            append(quote.quotedAt.microseconds)
        }
    }
}

extension SnapshotReader {
    /// Quotes up to the end or the next number; nil if one can't be read.
    fileprivate mutating func quotes() -> [Currency: RateTable.Quote]? {
        var quotes: [Currency: RateTable.Quote] = [:]
        while isAtText {
            guard let code = text(), let currency = Currency(code), let digits = number(),
                let scale = number(), let rate = ExactDecimal(digits: digits, scale: Int(scale)),
                let quotedAt = number()
            else { return nil }
            quotes[currency] = RateTable.Quote(
                rate: rate,
                quotedAt: Timestamp(microseconds: quotedAt)
            )
        }
        return quotes
    }
}

/// When a quote jumps, and when a second one confirms it.
package struct RateJump: Hashable, Sendable {
    let percent: Int
    let confirmationSeconds: Int

    /// A quote jumps if it is more than `percent` hundredths above or below the rate in use;
    /// another within the same bounds of it, this many seconds later or more, confirms it.
    package init(percent: Int, confirmationSeconds: Int) {
        self.percent = percent
        self.confirmationSeconds = confirmationSeconds
    }
}
