import Events
import Model
import Projections

/// Checks that postings sum to zero, no account falls below its limit, and only administrators take
/// from a closed one.
struct MoneyAudit: Sendable {
    /// The booked less the reserved amount.
    private var available: [BalanceRow.Key: Int64] = [:]
    /// Sums of the present command's postings that are not zero.
    private var open: [Currency: Int128] = [:]
    private var closed: Set<AccountID> = []

    mutating func check(_ change: AccountEvent, _ event: RecordedEvent) throws(InvariantViolation) {
        guard case .account(let account) = event.stream else { throw .wrongStream(event) }
        switch change {
        case .opened:
            guard event.version == StreamVersion.none.next else { throw .identity(event) }
        case .debited(let posting):
            if !posting.kind.mayTakeFromDeleted { try requireOpen(account, event) }
            try move(account, posting.amount.currency, -posting.amount.minorUnits, event)
            count(posting.amount.currency, -Int128(posting.amount.minorUnits))
        case .credited(let posting):
            // Earlier payments may be refunded to a closed account.
            if posting.kind == .transfer { try requireOpen(account, event) }
            try move(account, posting.amount.currency, posting.amount.minorUnits, event)
            count(posting.amount.currency, Int128(posting.amount.minorUnits))
        case .reserved(let reservation):
            try requireOpen(account, event)
            let amount = reservation.amount
            try move(account, amount.currency, -amount.minorUnits, event)
        case .released(let reservation):
            let amount = reservation.amount
            try move(account, amount.currency, amount.minorUnits, event)
        case .closed:
            guard event.version > StreamVersion.none.next, closed.insert(account).inserted
            else { throw .notFollowing(event) }
        case .reopened:
            guard closed.remove(account) != nil else { throw .notFollowing(event) }
        }
    }

    func isClosed(_ account: AccountID) -> Bool { closed.contains(account) }

    private func requireOpen(
        _ account: AccountID,
        _ event: RecordedEvent
    ) throws(InvariantViolation) {
        guard !closed.contains(account) else { throw event.breaks(.closed(account)) }
    }

    private mutating func move(
        _ account: AccountID,
        _ currency: Currency,
        _ amount: Int64,
        _ event: RecordedEvent
    ) throws(InvariantViolation) {
        let key = BalanceRow.Key(account: account, currency: currency)
        let (balance, overflow) = available[key, default: 0].addingReportingOverflow(amount)
        guard !overflow else { throw event.breaks(.overflow) }
        guard balance >= 0 || account.isSystem else {
            throw event.breaks(.overdrawn(account, Money(balance, currency)))
        }
        available[key] = balance
    }

    private mutating func count(_ currency: Currency, _ amount: Int128) {
        let sum = open[currency, default: 0] + amount
        open[currency] = sum == 0 ? nil : sum
    }

    func requireBalanced(at position: LogPosition) throws(InvariantViolation) {
        guard let (currency, sum) = open.min(by: { $0.key < $1.key }) else { return }
        throw InvariantViolation(position, .unbalanced(currency, sum: sum))
    }
}

extension MoneyAudit: AuditState {
    func write(to state: inout AuditStateWriter) {
        state.add(available.filter { $0.value != 0 }) { state, entry in
            state.add(entry.key.account)
            state.add(entry.key.currency)
            state.add(entry.value)
        }
        state.add(closed) { $0.add($1) }
    }

    init(from state: inout AuditStateReader) throws(MalformedAuditState) {
        for _ in 0..<(try state.count()) {
            let key = BalanceRow.Key(account: try state.id(), currency: try state.currency())
            available[key] = try state.number()
        }
        for _ in 0..<(try state.count()) { closed.insert(try state.id()) }
    }
}
