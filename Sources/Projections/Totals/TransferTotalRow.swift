import Events
import Model

/// All transfers of one kind and currency.
package struct TransferTotalRow: Hashable, Sendable {
    package struct Key: Hashable, Sendable {
        package let kind: TransferKind
        package let currency: Currency

        package init(kind: TransferKind, currency: Currency) {
            self.kind = kind
            self.currency = currency
        }
    }

    package let key: Key
    package var count: Int64
    /// Minor units.
    ///
    /// As many events as there can be, each of the largest amount, fit 126 bits: it can't overflow.
    package var amount: Int128
    /// The last event that changed this row.
    package var position: LogPosition

    package init(key: Key, count: Int64, amount: Int128, position: LogPosition) {
        self.key = key
        self.count = count
        self.amount = amount
        self.position = position
    }
}
