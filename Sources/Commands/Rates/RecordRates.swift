import Events
import Model

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
