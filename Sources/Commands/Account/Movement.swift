import Events

/// Money that goes from one account to another: the only way that a balance changes.
struct Movement {
    let kind: TransferKind
    let from: AccountID
    let to: AccountID
    let amount: Money
    let memo: String?
    let order: OrderID?

    init(
        kind: TransferKind,
        from: AccountID,
        to: AccountID,
        amount: Money,
        memo: String? = nil,
        order: OrderID? = nil
    ) {
        self.kind = kind
        self.from = from
        self.to = to
        self.amount = amount
        self.memo = memo
        self.order = order
    }

    /// Throws `invalid-amount`, `insufficient-funds` or `balance-limit`.
    ///
    /// System accounts may go below zero, but not out of range.
    func check(_ model: borrowing WriteModel) throws(Refusal) {
        let units = amount.minorUnits
        guard units > 0 else { throw .rejected(.invalidAmount) }
        let paying = model.accounts[from]?.balance(in: amount.currency) ?? 0
        if from.isSystem {
            guard !paying.subtractingReportingOverflow(units).overflow
            else { throw .rejected(.balanceLimit) }
        } else {
            guard paying >= units else { throw .rejected(.insufficientFunds) }
        }
        let receiving = model.accounts[to]?.balance(in: amount.currency) ?? 0
        guard !receiving.addingReportingOverflow(units).overflow
        else { throw .rejected(.balanceLimit) }
    }

    /// Debit, then credit.
    ///
    /// `position` is where the debit will stand.
    func events(at position: LogPosition) -> [NewEvent] {
        let transfer = TransferID(createdAt: position)
        return [
            NewEvent(.account(from), .account(.debited(posting(transfer, counterparty: to)))),
            NewEvent(.account(to), .account(.credited(posting(transfer, counterparty: from)))),
        ]
    }

    private func posting(_ transfer: TransferID, counterparty: AccountID) -> Posting {
        Posting(
            transfer: transfer,
            kind: kind,
            counterparty: counterparty,
            amount: amount,
            memo: memo,
            order: order
        )
    }
}
