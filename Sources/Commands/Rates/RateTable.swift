import Events
import Model

/// The recorded exchange rates as decisions see them.
struct RateTable: Entity {
    /// What one US dollar costs, and when that was so.
    struct Quote: Hashable {
        let rate: ExactDecimal
        let quotedAt: Timestamp
    }

    private(set) var quotes: [Currency: Quote] = [:]
    /// When the latest of them were quoted; nil while there are none.
    private(set) var latest: Timestamp?

    init() {}

    /// From a snapshot.
    init(quotes: [Currency: Quote], latest: Timestamp?) {
        self.quotes = quotes
        self.latest = latest
    }

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
    /// What one US dollar costs in the currency; the dollar itself costs 1 if nothing else was quoted.
    ///
    /// Throws `no-rate` or, if it was quoted longer ago than the limit, `stale-rate`.
    func rate(
        of currency: Currency,
        at now: Timestamp,
        maximumAgeSeconds: Int
    ) throws(Refusal) -> ExactDecimal {
        guard let quote = quotes[currency] else {
            guard currency == .usd, let one = ExactDecimal(digits: 1, scale: 0)
            else { throw .rejected(.noRate) }
            return one
        }
        guard quote.quotedAt.advanced(bySeconds: maximumAgeSeconds) >= now
        else { throw .rejected(.staleRate) }
        return quote.rate
    }
}
