import Events
import Model

/// The recorded exchange rates as decisions see them.
struct RateTable: Entity {
    /// The price of one US dollar, and when it was quoted.
    struct Quote: Hashable {
        let rate: ExactDecimal
        let quotedAt: Timestamp
    }

    /// The rates in use.
    private(set) var quotes: [Currency: Quote] = [:]
    /// Quotes too far from the rates in use, until they are confirmed, accepted or replaced.
    private(set) var suspects: [Currency: Quote] = [:]
    /// When the latest quotes were made; nil before the first ones are recorded.
    private(set) var latest: Timestamp?

    mutating func evolve(_ event: RatesEvent) {
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

    static func change(in event: Event) -> RatesEvent? {
        if case .rates(let change) = event { change } else { nil }
    }
}

extension RateTable {
    /// Returns the price of one US dollar in the currency, which is 1 for the dollar itself; throws
    /// `no-rate`, or `stale-rate` if the quote is older than the limit.
    func rate(
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
    enum Judgement {
        case usable
        case suspect
        /// The quote before is suspect, and this one agrees with it too early to confirm it.
        case awaited
    }

    /// A quote is usable unless it jumps; one that jumps is usable if it agrees with a suspect one
    /// from at least an interval before.
    func judge(_ quote: RateQuote, at time: Timestamp, _ jump: RateJump) -> Judgement {
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
    var snapshot: Snapshot? {
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

    init?(_ stored: inout SnapshotReader) {
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

/// Records the rates that an outside service quotes for one US dollar; those that jump as suspect.
///
/// The caller leaves out quotes that make no sense.
package struct RecordRates: Command {
    let quotes: [Currency: ExactDecimal]
    let quotedAt: Timestamp
    let jump: RateJump

    /// The last of several quotes for one currency counts.
    package init(_ quotes: [RateQuote], quotedAt: Timestamp, _ jump: RateJump) {
        self.quotes = Dictionary(quotes.map { ($0.currency, $0.rate) }) { $1 }
        self.quotedAt = quotedAt
        self.jump = jump
    }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        streams.append(.rates)
    }

    /// Rates quoted in the future count as quoted now: a wrong clock outside must not prevent later
    /// rates from being recorded.
    ///
    /// Quotes that give the dollar another price than 1 are all wrong.
    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        let quotedAt = min(quotedAt, call.now)
        let rates = model.rates[.only] ?? RateTable()
        guard rates.latest.map({ $0 < quotedAt }) ?? true, quotes[.usd] ?? .one == .one
        else { throw .rejected(.nothingToRecord) }
        var (usable, suspect): ([RateQuote], [RateQuote]) = ([], [])
        for (currency, rate) in quotes.sorted(by: { $0.key < $1.key }) {
            let quote = RateQuote(currency: currency, rate: rate)
            switch rates.judge(quote, at: quotedAt, jump) {
            case .usable: usable.append(quote)
            case .suspect: suspect.append(quote)
            case .awaited: break
            }
        }
        var events: [NewEvent] = []
        if !usable.isEmpty {
            events.append(.rates(.recorded(RatesRecorded(quotes: usable, quotedAt: quotedAt))))
        }
        if !suspect.isEmpty {
            events.append(.rates(.suspected(RatesRecorded(quotes: suspect, quotedAt: quotedAt))))
        }
        guard !events.isEmpty else { throw .rejected(.nothingToRecord) }
        return Decision(events)
    }
}

/// Takes a suspect quote into use; sent as an `AdministratorCommand`.
package struct AcceptRate: Command {
    let currency: Currency
    let rate: ExactDecimal?

    /// `rate`: only if the suspect quote is this one, so that nobody accepts another than the one
    /// seen.
    package init(of currency: Currency, rate: ExactDecimal? = nil) {
        self.currency = currency
        self.rate = rate
    }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        streams.append(.rates)
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        guard let suspect = model.rates[.only]?.suspects[currency]
        else { throw .rejected(.noSuspectRate) }
        guard rate ?? suspect.rate == suspect.rate
        else { throw .rejected(.noSuspectRate, detail: "suspect=\(suspect.rate.text)") }
        let accepted = RatesRecorded(
            quotes: [RateQuote(currency: currency, rate: suspect.rate)],
            quotedAt: suspect.quotedAt
        )
        return Decision([.rates(.recorded(accepted))])
    }
}
