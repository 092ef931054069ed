import EventStore
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

extension RateTable {
    /// When the latest were quoted, then code, digits, scale and time of each quote, in order of code.
    ///
    /// Nil while there are none.
    var snapshot: [UInt8]? {
        guard let latest else { return nil }
        var snapshot = Snapshot()
        snapshot.append(latest.microseconds)
        for (currency, quote) in quotes.sorted(by: { $0.key < $1.key }) {
            snapshot.append(currency.code)
            snapshot.append(quote.rate.digits)
            snapshot.append(Int64(quote.rate.scale))
            snapshot.append(quote.quotedAt.microseconds)
        }
        return snapshot.closed()
    }

    init?(snapshot: StoredSnapshot) {
        guard var reader = SnapshotReader(snapshot), let latest = reader.number() else {
            return nil
        }
        var quotes: [Currency: Quote] = [:]
        while !reader.atEnd() {
            guard let code = reader.text(), let currency = Currency(code),
                let digits = reader.number(), let scale = reader.number(),
                let rate = ExactDecimal(digits: digits, scale: Int(scale)),
                let quotedAt = reader.number()
            else { return nil }
            quotes[currency] = Quote(rate: rate, quotedAt: Timestamp(microseconds: quotedAt))
        }
        self.init(quotes: quotes, latest: Timestamp(microseconds: latest))
    }
}

/// Takes in what an outside service quotes for one US dollar.
///
/// Quotes that make no sense are left out by the caller.
package struct RecordRates: Command {
    let quotes: [Currency: ExactDecimal]
    let quotedAt: Timestamp

    /// The last of several quotes for one currency counts.
    package init(_ quotes: [RateQuote], quotedAt: Timestamp) {
        self.quotes = Dictionary(quotes.map { ($0.currency, $0.rate) }) { $1 }
        self.quotedAt = quotedAt
    }

    package func reads(
        _ model: borrowing WriteModel,
        by actor: Actor,
        at now: Timestamp,
        into streams: inout [StreamID]
    ) {
        streams.append(.rates)
    }

    /// Rates quoted in the future count as of now: a clock that is wrong outside must not keep later
    /// ones from being recorded.
    package func decide(
        _ model: borrowing WriteModel,
        _ context: DecisionContext
    ) throws(Refusal) -> Decision {
        let quotedAt = min(quotedAt, context.now)
        guard !quotes.isEmpty, model.rates[.sole]?.latest.map({ $0 < quotedAt }) ?? true
        else { throw .rejected(.nothingToRecord) }
        let sorted = quotes.sorted { $0.key < $1.key }
        let recorded = RatesRecorded(
            quotes: sorted.map { RateQuote(currency: $0.key, rate: $0.value) },
            quotedAt: quotedAt
        )
        return Decision([NewEvent(.rates, .rates(.recorded(recorded)))])
    }
}
