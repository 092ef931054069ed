/// The read models, each with a checkpoint of its own.
///
/// Raw values are names in `read.checkpoints`, on the command line and in metrics.
package enum ReadModel: String, Hashable, Comparable, Sendable, CaseIterable {
    case balances
    case transactions
    case slotAvailability = "slot_availability"
    case holds
    case orderHistory = "order_history"
    case catalog
    case users
    case activity
    case rates
    case services
    case baskets
    case sessions
    case totals
    case invitations

    package static func < (left: ReadModel, right: ReadModel) -> Bool {
        left.rawValue < right.rawValue
    }
}

extension ReadModel {
    /// The place in `allCases`, for values that are stored one for each read model.
    package var index: Int {
        switch self {
        case .balances: 0
        case .transactions: 1
        case .slotAvailability: 2
        case .holds: 3
        case .orderHistory: 4
        case .catalog: 5
        case .users: 6
        case .activity: 7
        case .rates: 8
        case .services: 9
        case .baskets: 10
        case .sessions: 11
        case .totals: 12
        case .invitations: 13
        }
    }

    /// The names of its tables in schema `read`: its own name, unless it has others.
    package var tables: [String] { Self.otherTables[self] ?? [rawValue] }

    private static let otherTables: [ReadModel: [String]] = [
        .transactions: ["transactions", "pending_transfers", "reversals"],
        .catalog: ["shops", "products"],
        .activity: ["transaction_hours"],
        .totals: ["transfer_totals", "counters"],
    ]
}

/// What an account holds in one currency, in minor units: a row of `read.balances`.
package struct BalanceRow: Hashable, Sendable {
    package let account: AccountID
    package let currency: Currency
    /// Free to spend; below zero only on system accounts.
    package var available: Int64
    /// Reserved by transfers that are not posted yet.
    package var pending: Int64
    /// The last event that changed this row.
    package var position: LogPosition

    /// Without amounts: the balance of an account that never held anything in the currency.
    package init(
        account: AccountID,
        currency: Currency,
        available: Int64 = 0,
        pending: Int64 = 0,
        position: LogPosition = .start
    ) {
        self.account = account
        self.currency = currency
        self.available = available
        self.pending = pending
        self.position = position
    }

    /// The row's key.
    package struct Key: Hashable, Sendable {
        package let account: AccountID
        package let currency: Currency

        package init(account: AccountID, currency: Currency) {
            self.account = account
            self.currency = currency
        }
    }
}

/// A bookable slot and how many of its seats are taken: a row of `read.slot_availability`.
package struct SlotRow: Hashable, Sendable {
    package let slot: SlotID
    package var title: String
    package var capacity: Int64
    package var held: Int64
    package var confirmed: Int64
    package var startsAt: Timestamp?
    package let createdAt: Timestamp
    /// The last event that changed this row.
    package var position: LogPosition

    package init(
        slot: SlotID,
        title: String,
        capacity: Int64,
        held: Int64,
        confirmed: Int64,
        startsAt: Timestamp?,
        createdAt: Timestamp,
        position: LogPosition
    ) {
        self.slot = slot
        self.title = title
        self.capacity = capacity
        self.held = held
        self.confirmed = confirmed
        self.startsAt = startsAt
        self.createdAt = createdAt
        self.position = position
    }
}
