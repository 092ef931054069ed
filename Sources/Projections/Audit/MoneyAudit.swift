import Events

/// Postings sum to zero, and no account falls below its limit.
struct MoneyAudit: Sendable {
    private var balances: [BalanceRow.Key: Int64] = [:]
    /// Sums of the present command's postings that are not zero.
    private var open: [Currency: Int64] = [:]

    mutating func check(
        _ change: AccountEvent,
        _ event: RecordedEvent
    ) throws(InvariantViolation) {
        guard case .account(let account) = event.stream else {
            throw InvariantViolation(event.position, .wrongStream(event.stream))
        }
        switch change {
        case .opened:
            guard event.version == StreamVersion.none.next else {
                throw InvariantViolation(event.position, .identity(event.stream))
            }
        case .debited(let posting):
            try move(account, posting.amount.currency, -posting.amount.minorUnits, event)
        case .credited(let posting):
            try move(account, posting.amount.currency, posting.amount.minorUnits, event)
        case .reserved, .released, .closed, .reopened: break  // PROVISIONAL
        }
    }

    private mutating func move(
        _ account: AccountID,
        _ currency: Currency,
        _ amount: Int64,
        _ event: RecordedEvent
    ) throws(InvariantViolation) {
        let key = BalanceRow.Key(account: account, currency: currency)
        let (balance, overflow) = balances[key, default: 0].addingReportingOverflow(amount)
        let (sum, sumOverflow) = open[currency, default: 0].addingReportingOverflow(amount)
        guard !overflow, !sumOverflow else { throw InvariantViolation(event.position, .overflow) }
        guard balance >= 0 || account.isSystem else {
            throw InvariantViolation(
                event.position,
                .overdrawn(account, Money(balance, currency))
            )
        }
        balances[key] = balance
        open[currency] = sum == 0 ? nil : sum
    }

    func requireBalanced(at position: LogPosition) throws(InvariantViolation) {
        guard let (currency, sum) = open.min(by: { $0.key < $1.key }) else { return }
        throw InvariantViolation(position, .unbalanced(currency, sum: sum))
    }
}
