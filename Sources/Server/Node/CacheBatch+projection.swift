import Events
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
            case .reset: .restarts(logEnd: ReadPosition(batch.tail.rawValue))
            }
        self.init(continuity: continuity, positions: ReadPositions(batch.positions))
        // System accounts are nobody's to ask for.
        balances = batch.balances.compactMap { row in
            row.account.isSystem ? nil : BalanceEntry(row)
        }
        slots = batch.slots.map(SlotEntry.init)
        for change in batch.deadlines { add(change) }
        touched = batch.transactionAccounts.map { .transactions(of: UserKey($0.rawValue)) }
        touched += batch.holdUsers.map { .holds(of: UserKey($0.rawValue)) }
        touched += batch.orderUsers.map { .orders(of: UserKey($0.rawValue)) }
        touched += batch.users.map { .profile(of: UserKey($0.user.rawValue)) }
        touched += batch.catalogs.map { .catalog(of: ShopKey($0.rawValue)) }
        if batch.shopsChanged { touched.append(.shops) }
        touched += batch.basketUsers.map { .basket(of: UserKey($0.rawValue)) }
        if batch.ratesChanged { touched.append(.rates) }
        if batch.servicesChanged { touched.append(.services) }
    }

    private mutating func add(_ change: DeadlineChange) {
        let position = ReadPosition(change.position.rawValue)
        let expiresAt = change.expiresAt?.microseconds
        switch change.subject {
        case .reservation(let transfer, let account, let amount):
            // No event holds a currency that is no code.
            guard let currency = CurrencyCode(amount.currency.code) else { return }
            reservations.append(
                SetAsideChange(
                    subject: BalanceKey(UserKey(account.rawValue), currency),
                    id: transfer.rawValue,
                    amount: amount.minorUnits,
                    expiresAt: expiresAt,
                    position: position
                )
            )
        case .seat(let hold, let slot):
            seats.append(
                SetAsideChange(
                    subject: SlotKey(slot.rawValue),
                    id: hold.rawValue,
                    amount: 1,
                    expiresAt: expiresAt,
                    position: position
                )
            )
        }
    }
}

extension ReadPositions {
    /// The same in the words of the cache.
    package init(_ positions: [ProjectionName: LogPosition]) {
        self.init()
        for (name, position) in positions { self[name.model] = ReadPosition(position.rawValue) }
    }
}

extension ProjectionName {
    fileprivate var model: ReadModel {
        switch self {
        case .balances: .balances
        case .transactions: .transactions
        case .slotAvailability: .slotAvailability
        case .holds: .holds
        case .orderHistory: .orderHistory
        case .catalog: .catalog
        case .users: .users
        case .activity: .activity
        case .rates: .rates
        case .services: .services
        case .baskets: .baskets
        case .sessions: .sessions
        case .totals: .totals
        }
    }
}

extension BalanceEntry {
    /// Nil for a currency that is no code, which no event holds.
    fileprivate init?(_ row: BalanceRow) {
        guard let currency = CurrencyCode(row.currency.code) else { return nil }
        self.init(
            user: UserKey(row.account.rawValue),
            currency: currency,
            available: row.available,
            pending: row.pending,
            position: ReadPosition(row.position.rawValue)
        )
    }
}

extension SlotEntry {
    fileprivate init(_ row: SlotRow) {
        self.init(
            slot: SlotKey(row.slot.rawValue),
            title: row.title,
            capacity: row.capacity,
            held: row.held,
            confirmed: row.confirmed,
            startsAt: row.startsAt?.microseconds,
            createdAt: row.createdAt.microseconds,
            position: ReadPosition(row.position.rawValue)
        )
    }
}
