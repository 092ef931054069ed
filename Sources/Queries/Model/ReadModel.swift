/// The read models that questions are answered from, each with a position of its own.
///
/// Names are those of `read.checkpoints`.
package enum ReadModel: Int, Hashable, Sendable, CaseIterable {
    case balances
    case transactions
    case slotAvailability
    case holds
    case orderHistory
    case catalog
    case users
    case activity
    case rates
    case services
    case baskets
    case sessions
    case totals

    /// The name in `read.checkpoints`.
    package var name: String {
        switch self {
        case .balances: "balances"
        case .transactions: "transactions"
        case .slotAvailability: "slot_availability"
        case .holds: "holds"
        case .orderHistory: "order_history"
        case .catalog: "catalog"
        case .users: "users"
        case .activity: "activity"
        case .rates: "rates"
        case .services: "services"
        case .baskets: "baskets"
        case .sessions: "sessions"
        case .totals: "totals"
        }
    }

    /// The names of its tables in schema `read`.
    package var tables: [String] {
        switch self {
        case .balances, .slotAvailability, .holds, .orderHistory, .users, .rates, .services,
            .baskets, .sessions:
            [name]
        case .transactions: ["transactions", "pending_transfers", "reversals"]
        case .catalog: ["shops", "products"]
        case .activity: ["transaction_hours"]
        case .totals: ["transfer_totals", "counters"]
        }
    }

    /// Nil for a read model that no question is answered from.
    package init?(name: String) {
        guard let model = ReadModel.allCases.first(where: { $0.name == name }) else { return nil }
        self = model
    }
}
