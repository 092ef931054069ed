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
    /// Returns the price of one US dollar in the currency, 1 for the dollar itself unless another rate
    /// was quoted; throws `no-rate`, or `stale-rate` if the quote is older than the limit.
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

    /// When the latest quotes were made, then code, digits, scale and time of each quote, in order of
    /// code.
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
