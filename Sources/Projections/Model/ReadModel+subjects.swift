import Model

extension ReadModel {
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
