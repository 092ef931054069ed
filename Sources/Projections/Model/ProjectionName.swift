/// The read models, each with a checkpoint of its own.
///
/// Raw values are names in `read.checkpoints`, on the command line and in metrics.
package enum ProjectionName: String, Hashable, Comparable, Sendable, CaseIterable {
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

    package static func < (left: ProjectionName, right: ProjectionName) -> Bool {
        left.rawValue < right.rawValue
    }

    /// First words of the event types that this read model is made of (`account` of
    /// `account.debited`): an event of these that can't be read stops it.
    var subjects: [String] {
        switch self {
        case .balances, .activity: ["account"]
        case .transactions: ["account", "transfer"]
        case .slotAvailability: ["slot"]
        case .holds: ["hold"]
        case .orderHistory: ["order"]
        case .catalog: ["shop", "product"]
        case .users: ["user"]
        case .rates: ["rates"]
        case .services: ["service"]
        case .baskets: ["basket"]
        case .sessions: ["session"]
        case .totals: ["account", "user", "hold", "order"]
        }
    }
}
