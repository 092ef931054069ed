import Events
import Model

/// Money that goes from one account to another: the only way in which a balance changes.
struct Movement {
    let kind: TransferKind
    let from: AccountID
    let to: AccountID
    let amount: Money
    let memo: String?
    let order: OrderID?

    init(
        _ kind: TransferKind,
        from: AccountID,
        to: AccountID,
        _ amount: Money,
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

    /// Lists both accounts and, once the payer's is known, the overdue pending transfers whose money
    /// is needed.
    func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        streams.append(.account(from), .account(to))
        model.reads(expiringFor: amount, of: from, into: &streams)
    }

    /// Returns the overdue reservations of the payer that must end first.
    ///
    /// Throws `invalid-amount`, `account-closed`, `receiver-not-found` (a closed account gets no
    /// transfers), `insufficient-funds`, `system-account-limit` or `balance-limit`. System accounts
    /// may go below zero, but not out of range.
    func check(_ model: borrowing WriteModel, at now: Timestamp) throws(Refusal) -> [Reservation] {
        let units = amount.minorUnits
        guard units > 0 else { throw .rejected(.invalidAmount) }
        let payer = model.accounts[from] ?? Account()
        guard !payer.isClosed else { throw .rejected(.accountClosed) }
        let receiver = model.accounts[to] ?? Account()
        guard kind != .transfer || !receiver.isClosed
        else { throw .rejected(.receiverNotFound) }
        var expired: [Reservation] = []
        if from.isSystem {
            let left = payer.balance(in: amount.currency).subtractingReportingOverflow(units)
            guard !kind.leavesRoom || !left.overflow && left.partialValue >= -Self.systemLimit
            else { throw .rejected(.systemAccountLimit) }
            guard !left.overflow else { throw .rejected(.balanceLimit) }
        } else {
            guard let overdue = payer.reservationsToExpire(for: amount, at: now)
            else { throw .rejected(.insufficientFunds) }
            expired = overdue
        }
        if to.isSystem, kind.leavesRoom {
            let there = receiver.balance(in: amount.currency).addingReportingOverflow(units)
            guard !there.overflow, there.partialValue <= Self.systemLimit
            else { throw .rejected(.systemAccountLimit) }
        }
        try Self.checkLimit(of: receiver, amount)
        return expired
    }

    /// The most minor units that freely chosen amounts may make a system account hold or owe.
    ///
    /// The range beyond is kept for opening grants, payments and refunds, which must not fail at a
    /// limit: all money comes from the house and the liquidity account, so it is at most 2^62 and the
    /// grants, and no wallet and no payment ever reaches the end of 64 bits.
    static let systemLimit: Int64 = 1 << 61

    /// Throws `balance-limit` if the account can't hold the amount in addition to its balance.
    static func checkLimit(of receiver: Account, _ amount: Money) throws(Refusal) {
        let there = receiver.balance(in: amount.currency)
        guard !there.addingReportingOverflow(amount.minorUnits).overflow
        else { throw .rejected(.balanceLimit) }
    }

    /// Returns all events of the movement (the ends of overdue reservations whose money is needed, the
    /// debit, the credit) and the transfer's id, which is the position of its debit.
    ///
    /// `earlier` events of the same decision come before them. Throws what `check` throws.
    func decide(
        _ model: borrowing WriteModel,
        _ call: Call,
        after earlier: Int = 0
    ) throws(Refusal) -> (events: [NewEvent], transfer: TransferID) {
        let expired = try check(model, at: call.now)
        let position = call.next.advanced(by: earlier)
        guard !expired.isEmpty else {
            let transfer = TransferID(createdAt: position)
            return (postings(of: transfer), transfer)
        }
        let expiries = try model.expiries(of: expired, from: from)
        let transfer = TransferID(createdAt: position.advanced(by: expiries.count))
        return (expiries + postings(of: transfer), transfer)
    }

    /// Debit, then credit.
    func postings(of transfer: TransferID) -> [NewEvent] {
        [
            .account(from, .debited(posting(transfer, counterparty: to))),
            .account(to, .credited(posting(transfer, counterparty: from))),
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

extension TransferKind {
    /// Whether the amount is freely chosen, so that it must stay within `Movement.systemLimit`.
    fileprivate var leavesRoom: Bool {
        switch self {
        case .stock, .adjustmentRefund, .exchange: true
        case .transfer, .openingGrant, .payment, .refund, .reversal: false
        }
    }
}
