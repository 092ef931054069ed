import Model
import Projections
import Queries

extension CacheBatch {
    /// What a projection batch means for the cache.
    ///
    /// The two targets do not know each other.
    package init(_ batch: ProjectionBatch) {
        let continuity: Continuity =
            switch batch.kind {
            case .advanced: .follows
            case .reset: .restarts(logEnd: batch.tail)
            }
        self.init(continuity: continuity, positions: ReadPositions(batch.positions))
        // Nobody may ask for the balances of system accounts.
        balances = batch.balances.filter { !$0.account.isSystem }
        slots = batch.slots
        for change in batch.deadlines { add(change) }
        touched = batch.transactionAccounts.map { .transactions(of: UserID($0.rawValue)) }
        touched += batch.holdUsers.map(Topic.holds)
        touched += batch.orderUsers.map(Topic.orders)
        touched += batch.users.map { .profile(of: $0.user) }
        touched += batch.catalogs.map(Topic.catalog)
        if batch.shopsChanged { touched.append(.shops) }
        touched += batch.basketUsers.map(Topic.basket)
        if batch.ratesChanged { touched.append(.rates) }
        if batch.servicesChanged { touched.append(.services) }
    }

    private mutating func add(_ change: DeadlineChange) {
        let expiresAt = change.expiresAt?.microseconds
        switch change.subject {
        case .reservation(let transfer, let account, let amount):
            reservations.append(
                SetAsideChange(
                    owner: BalanceRow.Key(account: account, currency: amount.currency),
                    id: transfer.rawValue,
                    amount: amount.minorUnits,
                    expiresAt: expiresAt,
                    position: change.position
                )
            )
        case .seat(let hold, let slot):
            seats.append(
                SetAsideChange(
                    owner: slot,
                    id: hold.rawValue,
                    amount: 1,
                    expiresAt: expiresAt,
                    position: change.position
                )
            )
        }
    }
}
