import Model

/// What a statement is asked for: one currency, from a time on and before another, microseconds since
/// 1970.
package struct StatementPeriod: Hashable, Sendable {
    package enum Format: Hashable, Sendable {
        case json
        case csv
    }

    package let currency: Currency
    /// Digits after the decimal point of the currency, for amounts in CSV.
    package let digits: Int
    package let from: Int64
    /// Nil for now, until it is known when that is.
    package var to: Int64?
    package let format: Format

    package init(currency: Currency, digits: Int, from: Int64, to: Int64?, format: Format) {
        self.currency = currency
        self.digits = digits
        self.from = from
        self.to = to
        self.format = format
    }
}
