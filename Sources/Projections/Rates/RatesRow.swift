import Events
import Model

/// What one unit of the base currency costs in others, as last quoted.
package struct RatesRow: Hashable, Sendable {
    package let base: Currency
    /// Each currency once, in order of code.
    package var quotes: [Quote]
    /// The last event that changed this row.
    package var position: LogPosition

    package struct Quote: Hashable, Sendable {
        package let currency: Currency
        package let rate: ExactDecimal
        package let quotedAt: Timestamp

        package init(currency: Currency, rate: ExactDecimal, quotedAt: Timestamp) {
            self.currency = currency
            self.rate = rate
            self.quotedAt = quotedAt
        }
    }

    package init(base: Currency, quotes: [Quote], position: LogPosition) {
        self.base = base
        self.quotes = quotes
        self.position = position
    }

    /// Of the newest quote.
    var quotedAt: Timestamp? { quotes.map(\.quotedAt).max() }

    /// Takes over new quotes; those of other currencies stay.
    mutating func record(_ recorded: RatesRecorded) {
        let named = Set(recorded.quotes.map(\.currency))
        quotes.removeAll { named.contains($0.currency) }
        quotes += recorded.quotes.map {
            Quote(currency: $0.currency, rate: $0.rate, quotedAt: recorded.quotedAt)
        }
        quotes.sort { $0.currency < $1.currency }
    }
}
