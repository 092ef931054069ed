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

    /// The same with so much of what is reserved free again.
    func freeing(_ amount: Int64) -> BalanceEntry {
        guard amount != 0 else { return self }
        return BalanceEntry(
            user: user,
            currency: currency,
            available: available + amount,
            pending: pending - amount,
            position: position
        )
    }
}
