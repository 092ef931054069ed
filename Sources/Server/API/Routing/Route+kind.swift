import Queries

/// The way in which a route is answered.
package enum RouteKind {
    /// Handed to the writer, answered after the commit.
    case command
    /// Answered from the read models.
    case question
    /// A command that a password must be hashed for first.
    case registration
    case signIn
    case refresh
    /// A command that two passwords must be hashed for first.
    case passwordChange
    /// Whether a user name is taken.
    case userCheck
    /// A live stream of events.
    case feed
    /// What an administrator has done at once, outside the log.
    case administration
    /// Answered from the log itself, for an administrator.
    case logSearch
    case operations(OperationsPage)
    case document(APIDocument)
    case page(WebPage)
    /// A file that a page loads.
    case asset
}

extension Route {
    package var kind: RouteKind {
        switch self {
        case .register: .registration
        case .token, .login, .loginByGet:
            .signIn
        case .refresh, .refreshByGet:
            .refresh
        case .logout, .logoutByGet, .deleteMe, .transfer, .reserveTransfer, .postTransfer,
            .voidTransfer, .reverseTransfer, .exchange, .adjustBalance, .autotest, .createSlot,
            .changeSlot, .hold, .confirmHold, .cancelHold, .createShop, .createProduct,
            .changeProduct, .setBasket, .placeOrder, .payOrder, .changeServices, .startProcessing,
            .cancelOrder, .discardOrder, .deleteUser, .restoreUser:
            .command
        case .changePassword: .passwordChange
        case .me, .verify, .verifyByGet, .balance, .balances, .transactions, .activity, .statement,
            .refunds, .currencies, .rates, .slot, .slotAvailability, .holds, .shops, .catalog,
            .services, .basket, .orders, .order, .commands, .jobs, .projections,
            .users, .overview:
            .question
        case .checkUser: .userCheck
        case .feed: .feed
        case .retryCommand, .runJob:
            .administration
        case .events: .logSearch
        case .health: .operations(.health)
        case .ready: .operations(.ready)
        case .metrics: .operations(.metrics)
        case .openAPI: .document(.openAPI)
        case .postman: .document(.postman)
        case .docs: .page(.docs)
        case .home: .page(.home)
        case .app: .page(.app)
        case .admin: .page(.admin)
        case .asset: .asset
        }
    }
}

/// What those who run the service look at.
package enum OperationsPage {
    case health
    case ready
    case metrics
}
