import Entities
import Events
import Model

/// Moves money from the actor's wallet, or that of a named payer, to another user's.
package struct TransferMoney: Command, Hashable {
    let receiver: Recipient
    let amount: Money
    let memo: String?
    let annotation: Annotation?
    /// From whose wallet an administrator pays, which the caller has checked; nil for the actor's.
    let payer: UserID?

    package init(
        to receiver: Recipient,
        amount: Money,
        memo: String? = nil,
        annotation: Annotation? = nil,
        from payer: UserID? = nil
    ) {
        self.receiver = receiver
        self.amount = amount
        self.memo = memo
        self.annotation = annotation
        self.payer = payer
    }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        model.reads(paying: amount, from: payer ?? streams.user, to: receiver, into: &streams)
    }

    /// Throws what `parties` and `Movement.check` throw, and `sender-not-found`.
    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        let sender: UserID
        if let payer {
            guard model.accounts[AccountID(of: payer)]?.isOpen == true
            else { throw .rejected(.senderNotFound) }
            sender = payer
        } else {
            sender = try call.user
        }
        let (from, to) = try model.parties(sender: sender, receiver)
        let movement = Movement(
            .transfer,
            from: from,
            to: to,
            amount,
            memo: memo,
            annotation: annotation
        )
        let moved = try movement.decide(model, call)
        return Decision(moved.events, location: .transfer(moved.transfer))
    }
}

extension WriteModel {
    /// Returns the wallets of a transfer from one user to another.
    ///
    /// Throws not found for a sender without a wallet, `receiver-not-found`, and `same-account`.
    borrowing func parties(
        sender: UserID,
        _ recipient: Recipient
    ) throws(Refusal) -> (from: AccountID, to: AccountID) {
        let from = AccountID(of: sender)
        guard accounts[from]?.isOpen == true else { throw .notFound(.user) }
        guard let user = recipient.resolve(self) else { throw .rejected(.receiverNotFound) }
        let to = AccountID(of: user)
        guard accounts[to]?.isOpen == true else { throw .rejected(.receiverNotFound) }
        guard from != to else { throw .rejected(.sameAccount) }
        return (from, to)
    }

    /// Lists the streams that `parties` looks at, and the overdue pending transfers whose money is
    /// needed for the amount.
    ///
    /// Without a sender only the receiver's are listed.
    borrowing func reads(
        paying amount: Money,
        from sender: UserID?,
        to recipient: Recipient,
        into streams: inout StreamList
    ) {
        if let user = recipient.resolve(self, &streams) {
            streams.append(.account(AccountID(of: user)))
        }
        guard let user = sender else { return }
        streams.append(.account(AccountID(of: user)))
        reads(expiringFor: amount, of: AccountID(of: user), into: &streams)
    }
}

/// The user whom a command concerns, by id or by name.
package enum Recipient: Hashable, Sendable {
    case user(UserID)
    case username(ClaimHash)
    case email(ClaimHash)

    /// Returns the user, as far as the model knows: nil for a name that is free or not loaded.
    package func resolve(_ model: borrowing WriteModel) -> UserID? {
        switch self {
        case .user(let user): user
        case .username(let name): model.usernames[name]?.owner
        case .email(let address): model.emails[address]?.owner
        }
    }

    /// Lists the claim by which the name is found, and returns the user once it is loaded.
    func resolve(_ model: borrowing WriteModel, _ streams: inout StreamList) -> UserID? {
        switch self {
        case .user: break
        case .username(let name): streams.append(.username(name))
        case .email(let address): streams.append(.email(address))
        }
        return resolve(model)
    }
}

/// Money that goes from one account to another: the only way in which a balance changes.
struct Movement {
    let kind: TransferKind
    let from: AccountID
    let to: AccountID
    let amount: Money
    let memo: String?
    let annotation: Annotation?
    let order: OrderID?
    let exchange: Leg?

    /// What the movements of an exchange say of it.
    struct Leg: Hashable {
        let rate: ExactDecimal
        /// The sale's transfer; nil in the sale itself.
        let sale: TransferID?
    }

    init(
        _ kind: TransferKind,
        from: AccountID,
        to: AccountID,
        _ amount: Money,
        memo: String? = nil,
        annotation: Annotation? = nil,
        order: OrderID? = nil,
        exchange: Leg? = nil
    ) {
        self.kind = kind
        self.from = from
        self.to = to
        self.amount = amount
        self.memo = memo
        self.annotation = annotation
        self.order = order
        self.exchange = exchange
    }

    /// Lists both accounts and, once the payer's is known, the overdue pending transfers whose
    /// money is needed.
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
        guard !payer.isClosed || kind.mayTakeFromDeleted else { throw .rejected(.accountClosed) }
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
    /// limit: all money comes from the house and the liquidity account, so it is at most 2^62 and
    /// the grants, and no wallet and no payment ever reaches the end of 64 bits.
    static let systemLimit: Int64 = 1 << 61

    /// Throws `balance-limit` if the account can't hold the amount in addition to its balance.
    static func checkLimit(of receiver: Account, _ amount: Money) throws(Refusal) {
        let there = receiver.balance(in: amount.currency)
        guard !there.addingReportingOverflow(amount.minorUnits).overflow
        else { throw .rejected(.balanceLimit) }
    }

    /// Returns all events of the movement (the ends of overdue reservations whose money is needed,
    /// the debit, the credit) and the transfer's id, which is the position of its debit.
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

    /// Debit, then credit; the debit alone says what the sender stored with the transfer.
    func postings(of transfer: TransferID) -> [NewEvent] {
        [
            .account(from, .debited(posting(transfer, counterparty: to, annotation))),
            .account(to, .credited(posting(transfer, counterparty: from, nil))),
        ]
    }

    private func posting(
        _ transfer: TransferID,
        counterparty: AccountID,
        _ annotation: Annotation?
    ) -> Posting {
        Posting(
            transfer: transfer,
            kind: kind,
            counterparty: counterparty,
            amount: amount,
            memo: memo,
            order: order,
            exchange: exchange.map { ExchangeTerms(sale: $0.sale ?? transfer, rate: $0.rate) },
            annotation: annotation
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
