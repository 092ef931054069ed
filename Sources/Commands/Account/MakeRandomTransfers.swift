import Entities
import Events
import Model

/// Moves random amounts between demo users, as real transfers, so that there is something to see.
///
/// The caller has checked that the actor is an administrator.
package struct MakeRandomTransfers: Command {
    /// The most transfers that one command makes.
    package static let maximumCount = 1_000

    let recipients: [Recipient]
    let count: Int
    let currency: Currency
    let largest: Int64
    let seed: UInt64

    /// Amounts are 1 to `largest` minor units, but never more than the sender has; the same seed on
    /// the same state makes the same transfers.
    package init(
        between recipients: [Recipient],
        count: Int,
        currency: Currency,
        largest: Int64,
        seed: UInt64
    ) {
        self.recipients = recipients
        self.count = min(max(count, 1), Self.maximumCount)
        self.currency = currency
        self.largest = max(largest, 1)
        self.seed = seed
    }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        for recipient in recipients {
            if let user = recipient.resolve(model, &streams) {
                streams.append(.account(AccountID(of: user)))
            }
        }
    }

    /// Throws `no-demo-users` unless two of the users have an open wallet, `insufficient-funds` if
    /// none of these has money to send, and `balance-limit`.
    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        var purses: [Purse] = []
        for recipient in recipients {
            guard let user = recipient.resolve(model) else { continue }
            let id = AccountID(of: user)
            guard let account = model.accounts[id], account.isOpen, !account.isClosed,
                !purses.contains(where: { $0.account == id })
            else { continue }
            purses.append(Purse(id, account, currency))
        }
        guard purses.count >= 2 else { throw .rejected(.noDemoUsers) }
        var random = SplitMix64(seed: seed)
        var events: [NewEvent] = []
        events.reserveCapacity(2 * count)
        for _ in 0..<count {
            let transfer = TransferID(createdAt: call.next.advanced(by: events.count))
            events += try move(between: &purses, &random).postings(of: transfer)
        }
        return Decision(events)
    }

    private func move(
        between purses: inout [Purse],
        _ random: inout SplitMix64
    ) throws(Refusal) -> Movement {
        let able = purses.indices.filter { purses[$0].free > 0 }
        guard let sender = able.randomElement(using: &random),
            let receiver = purses.indices.filter({ $0 != sender }).randomElement(using: &random)
        else { throw .rejected(.insufficientFunds) }
        let units = Int64.random(in: 1...min(largest, purses[sender].free), using: &random)
        try purses[receiver].add(units)
        purses[sender].take(units)
        let (from, to) = (purses[sender].account, purses[receiver].account)
        return Movement(.transfer, from: from, to: to, Money(units, currency))
    }

    /// The money of a wallet while the transfers are chosen.
    private struct Purse {
        let account: AccountID
        private var balance: Int64
        /// The part that is not reserved.
        private(set) var free: Int64

        init(_ id: AccountID, _ account: Account, _ currency: Currency) {
            self.account = id
            balance = account.balance(in: currency)
            free = account.unreserved(in: currency)
        }

        mutating func add(_ units: Int64) throws(Refusal) {
            let (sum, overflow) = balance.addingReportingOverflow(units)
            guard !overflow else { throw .rejected(.balanceLimit) }
            balance = sum
            free += units
        }

        mutating func take(_ units: Int64) {
            balance -= units
            free -= units
        }
    }
}
