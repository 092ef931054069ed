/// What a user has in one currency, in its minor unit.
package struct BalanceEntry: Hashable, Sendable {
    package let user: UserKey
    package let currency: CurrencyCode
    /// Free to spend.
    package let available: Int64
    /// Reserved by transfers that are not posted yet.
    package let pending: Int64
    /// The last event that changed any of this.
    package let position: ReadPosition

    package init(
        user: UserKey,
        currency: CurrencyCode,
        available: Int64,
        pending: Int64,
        position: ReadPosition
    ) {
        self.user = user
        self.currency = currency
        self.available = available
        self.pending = pending
        self.position = position
    }
}
