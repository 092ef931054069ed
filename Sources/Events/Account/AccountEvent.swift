/// What happens to an account.
///
/// Every movement of money is one debit and one credit of the same amount in one append, so
/// postings sum to zero per currency at the end of each.
package enum AccountEvent: Hashable, Sendable {
    case opened(AccountOpened)
    case debited(Posting)
    case credited(Posting)
}

package struct AccountOpened: Hashable, Sendable {
    package let owner: UserID
    /// What the account shows a balance of zero in until money comes.
    package let currency: Currency

    package init(owner: UserID, currency: Currency) {
        self.owner = owner
        self.currency = currency
    }
}

/// One leg of a transfer, on the account whose stream it stands in.
package struct Posting: Hashable, Sendable {
    /// The position of the transfer's debit leg.
    package let transfer: TransferID
    package let kind: TransferKind
    /// The account of the other leg.
    package let counterparty: AccountID
    /// Above zero on both legs.
    package let amount: Money
    package let memo: String?
    /// The order that this pays for or refunds.
    package let order: OrderID?

    package init(
        transfer: TransferID,
        kind: TransferKind,
        counterparty: AccountID,
        amount: Money,
        memo: String? = nil,
        order: OrderID? = nil
    ) {
        self.transfer = transfer
        self.kind = kind
        self.counterparty = counterparty
        self.amount = amount
        self.memo = memo
        self.order = order
    }
}

/// Why money moved.
///
/// Raw values are the words in payloads and in answers.
package enum TransferKind: String, Hashable, Sendable, CaseIterable {
    case transfer
    case openingGrant = "opening_grant"
    case payment
    case refund
}
