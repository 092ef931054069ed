import Events
import Model

/// A currency with the digits that its amounts have after the point (ISO 4217).
package struct CurrencyUnit: Hashable, Sendable {
    package let currency: Currency
    package let digits: Int

    /// 0 to 4 digits.
    package init(_ currency: Currency, digits: Int) {
        self.currency = currency
        self.digits = digits
    }
}
