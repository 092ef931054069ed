import Events
import Model

/// What an account holds in one currency, in minor units.
package struct BalanceRow: Hashable, Sendable {
    package let account: AccountID
    package let currency: Currency
    /// Free to spend; below zero only on system accounts.
    package var available: Int64
    /// Reserved by transfers that are not posted yet.
    package var pending: Int64
    /// The last event that changed this row.
    package var position: LogPosition

    package init(
        account: AccountID,
        currency: Currency,
        available: Int64,
        pending: Int64,
        position: LogPosition
    ) {
        self.account = account
        self.currency = currency
        self.available = available
        self.pending = pending
        self.position = position
    }

    /// Before the first event of an account in a currency.
    static func empty(
        _ account: AccountID,
        _ currency: Currency,
        _ position: LogPosition
    ) -> BalanceRow {
        BalanceRow(
            account: account,
            currency: currency,
            available: 0,
            pending: 0,
            position: position
        )
    }

    /// The row's key.
    package struct Key: Hashable, Sendable {
        package let account: AccountID
        package let currency: Currency

        package init(account: AccountID, currency: Currency) {
            self.account = account
            self.currency = currency
        }
    }
}
