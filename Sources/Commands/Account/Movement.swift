import Events
import Model

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

    /// Names both accounts and, once the payer's is known, the pending transfers that are overdue and
    /// whose money is needed.
    func reads(
        _ model: borrowing WriteModel,
        at now: Timestamp,
        into streams: inout [StreamID]
    ) {
        streams.append(.account(from))
        streams.append(.account(to))
        model.reads(expiringFor: amount, of: from, at: now, into: &streams)
    }

    /// The overdue reservations of the payer that have to be given back first.
    ///
    /// Throws `invalid-amount`, `account-closed`, `receiver-not-found` (a closed account gets no
    /// transfers), `insufficient-funds`, `system-account-limit` or `balance-limit`. System accounts
    /// may go below zero, but not out of range.
    func check(
        _ model: borrowing WriteModel,
        at now: Timestamp
    ) throws(Refusal) -> [Reservation] {
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
            guard let overdue = payer.inTheWay(of: amount, at: now)
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

    /// Minor units that the house and the liquidity account may hold or owe by amounts that somebody
    /// has chosen.
    ///
    /// What is beyond is for what may not fail for want of room: opening grants, payments, refunds.
    /// All that wallets and the sales account hold in a currency comes from those two, so at most
    /// 2^62 and the grants, and no wallet and no payment ever meets the end of 64 bits.
    static let systemLimit: Int64 = 1 << 61

    /// Throws `balance-limit` if the account can't hold the amount besides what it has.
    static func checkLimit(of receiver: Account, _ amount: Money) throws(Refusal) {
        let there = receiver.balance(in: amount.currency)
        guard !there.addingReportingOverflow(amount.minorUnits).overflow
        else { throw .rejected(.balanceLimit) }
    }

    /// All that the movement writes: the ends of overdue reservations whose money is needed, debit,
    /// credit.
    ///
    /// `position` is where the first of them will stand. Throws what `check` throws.
    func decide(
        _ model: borrowing WriteModel,
        at now: Timestamp,
        from position: LogPosition
    ) throws(Refusal) -> DecidedMovement {
        let expired = try check(model, at: now)
        guard !expired.isEmpty else {
            let transfer = TransferID(createdAt: position)
            return DecidedMovement(events: postings(of: transfer), transfer: transfer)
        }
        let expiries = try model.expiries(of: expired, from: from)
        let transfer = TransferID(createdAt: position.advanced(by: expiries.count))
        return DecidedMovement(events: expiries + postings(of: transfer), transfer: transfer)
    }

    /// Debit, then credit.
    func postings(of transfer: TransferID) -> [NewEvent] {
        [
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

extension TransferKind {
    /// Whether a system account is left room for others: the amount is one that somebody has chosen.
    fileprivate var leavesRoom: Bool {
        switch self {
        case .stock, .adjustmentRefund, .exchange: true
        case .transfer, .openingGrant, .payment, .refund, .reversal: false
        }
    }
}

/// What a movement writes, and the id that it gets: the position of its debit.
struct DecidedMovement {
    let events: [NewEvent]
    let transfer: TransferID
}
