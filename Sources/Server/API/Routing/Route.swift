import HTTP

/// Everything the service answers.
///
/// `endpoint` is its table of contents.
package enum Route: CaseIterable {
    // Identity.
    case register
    case token
    case login
    case loginByGet
    case refresh
    case refreshByGet
    case logout
    case logoutByGet
    case changePassword
    case me
    case verify
    case verifyByGet
    case deleteMe
    case checkUser
    // Money.
    case transfer
    case reserveTransfer
    case postTransfer
    case voidTransfer
    case reverseTransfer
    case exchange
    case adjustBalance
    case autotest
    case balance
    case balances
    case transactions
    case activity
    case statement
    case refunds
    case currencies
    case rates
    // Slots.
    case createSlot
    case changeSlot
    case slot
    case slotAvailability
    case hold
    case confirmHold
    case cancelHold
    case holds
    // Shops.
    case createShop
    case shops
    case createProduct
    case changeProduct
    case catalog
    case services
    // Orders.
    case basket
    case setBasket
    case placeOrder
    case payOrder
    case changeServices
    case startProcessing
    case cancelOrder
    case discardOrder
    case orders
    case order
    // Feed.
    case feed
    case overview
    // Administration.
    case commands
    case retryCommand
    case jobs
    case runJob
    case projections
    case events
    case users
    case deleteUser
    case restoreUser
    // Operations.
    case health
    case ready
    case metrics
    // Documents.
    case openAPI
    case postman
    case docs
    // Pages.
    case home
    case app
    case admin
    case asset

    /// Method and path of each; `{id}` stands for a positive number, `{name}` for lower-case letters,
    /// digits, `_` and `-`, and `{hash}/{file}` for the same with dots and slashes.
    package var endpoint: (method: Method, path: StaticString) {
        switch self {
        case .register: (.post, "/register")
        case .token: (.post, "/token")
        case .login: (.post, "/login")
        case .loginByGet: (.get, "/login")
        case .refresh: (.post, "/refresh")
        case .refreshByGet: (.get, "/refresh")
        case .logout: (.post, "/logout")
        case .logoutByGet: (.get, "/logout")
        case .changePassword: (.post, "/change-password")
        case .me: (.get, "/me")
        case .verify: (.post, "/verify")
        case .verifyByGet: (.get, "/verify")
        case .deleteMe: (.delete, "/me")
        case .checkUser: (.post, "/check-user")
        case .transfer: (.post, "/transfer")
        case .reserveTransfer: (.post, "/transfers/pending")
        case .postTransfer: (.post, "/transfers/{id}/post")
        case .voidTransfer: (.post, "/transfers/{id}/void")
        case .reverseTransfer: (.post, "/transfers/{id}/reverse")
        case .exchange: (.post, "/exchange")
        case .adjustBalance: (.post, "/transactions")
        case .autotest: (.post, "/transactions/autotest")
        case .balance: (.get, "/balance")
        case .balances: (.get, "/balances")
        case .transactions: (.get, "/transactions")
        case .activity: (.get, "/transactions/graph")
        case .statement: (.get, "/statement")
        case .refunds: (.get, "/reports/refunds")
        case .currencies: (.get, "/currencies")
        case .rates: (.get, "/rates")
        case .createSlot: (.post, "/slots")
        case .changeSlot: (.patch, "/slots/{id}")
        case .slot: (.get, "/slots/{id}")
        case .slotAvailability: (.get, "/slots/availability")
        case .hold: (.post, "/slots/{id}/hold")
        case .confirmHold: (.post, "/holds/{id}/confirm")
        case .cancelHold: (.delete, "/holds/{id}")
        case .holds: (.get, "/holds")
        case .createShop: (.post, "/shops")
        case .shops: (.get, "/shops")
        case .createProduct: (.post, "/shops/{id}/products")
        case .changeProduct: (.patch, "/products/{id}")
        case .catalog: (.get, "/shops/{id}/catalog")
        case .services: (.get, "/services")
        case .basket: (.get, "/basket")
        case .setBasket: (.put, "/basket")
        case .placeOrder: (.post, "/orders")
        case .payOrder: (.post, "/orders/{id}/pay")
        case .changeServices: (.patch, "/orders/{id}/services")
        case .startProcessing: (.post, "/orders/{id}/start-processing")
        case .cancelOrder: (.patch, "/orders/{id}/cancel")
        case .discardOrder: (.delete, "/orders/{id}")
        case .orders: (.get, "/orders")
        case .order: (.get, "/orders/{id}")
        case .feed: (.get, "/feed")
        case .overview: (.get, "/overview")
        case .commands: (.get, "/admin/commands")
        case .retryCommand: (.post, "/admin/commands/{id}/retry")
        case .jobs: (.get, "/admin/jobs")
        case .runJob: (.post, "/admin/jobs/{name}/run")
        case .projections: (.get, "/admin/projections")
        case .events: (.get, "/admin/events")
        case .users: (.get, "/admin/users")
        case .deleteUser: (.delete, "/admin/users/{id}")
        case .restoreUser: (.post, "/admin/users/{id}/restore")
        case .health: (.get, "/health")
        case .ready: (.get, "/ready")
        case .metrics: (.get, "/metrics")
        case .openAPI: (.get, "/openapi.json")
        case .postman: (.get, "/postman.json")
        case .docs: (.get, "/docs")
        case .home: (.get, "/")
        case .app: (.get, "/app")
        case .admin: (.get, "/admin")
        case .asset: (.get, "/assets/{hash}/{file}")
        }
    }
}
