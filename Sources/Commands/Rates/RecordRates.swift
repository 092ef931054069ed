import Entities
import Events
import Model

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
