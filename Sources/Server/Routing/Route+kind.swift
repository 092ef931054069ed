/// The way in which a route is answered.
enum RouteKind {
    /// Handed to the writer, answered after the commit.
    case command
    /// Answered from the read models.
    case question
    /// A command that a password must be hashed for first.
    case registration
    case signIn
    case operations(Operations.Page)
    case page(HomePage.File)
}

extension Route {
    var kind: RouteKind {
        switch self {
        case .register: .registration
        case .token, .login, .loginByGet: .signIn
        case .transfer, .createSlot, .changeSlot, .hold, .confirmHold, .cancelHold, .createShop,
            .createProduct, .changeProduct, .placeOrder, .payOrder, .cancelOrder:
            .command
        case .me, .balance, .balances, .transactions, .slot, .slotAvailability, .holds, .shops,
            .catalog, .orders, .order:
            .question
        case .health: .operations(.health)
        case .ready: .operations(.ready)
        case .metrics: .operations(.metrics)
        case .page: .page(.html)
        case .pageScript: .page(.script)
        case .pageStyle: .page(.style)
        }
    }
}
