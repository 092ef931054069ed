import Model

/// What is learnt of exchange rates.
package enum RatesEvent: Hashable, Sendable {
    case recorded(RatesRecorded)
}

/// Rates that an outside service quoted, each for one US dollar.
package struct RatesRecorded: Hashable, Sendable {
    /// At least one, each currency once, in order of code.
    package let quotes: [RateQuote]
    package let quotedAt: Timestamp

    package init(quotes: [RateQuote], quotedAt: Timestamp) {
        self.quotes = quotes
        self.quotedAt = quotedAt
    }
}

/// How much of a currency one US dollar costs.
package struct RateQuote: Hashable, Sendable {
    package let currency: Currency
    package let rate: ExactDecimal

    package init(currency: Currency, rate: ExactDecimal) {
        self.currency = currency
        self.rate = rate
    }
}
