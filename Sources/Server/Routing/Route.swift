import HTTP

/// Everything the service answers.
///
/// `endpoint` is its table of contents.
enum Route: CaseIterable {
    // Identity.
    case register
    case token
    case login
    case loginByGet
    case me
    // Money.
    case transfer
    case balance
    case balances
    case transactions
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
    // Orders.
    case placeOrder
    case payOrder
    case cancelOrder
    case orders
    case order
    // Operations.
    case health
    case ready
    case metrics
    // Pages.
    case page
    case pageScript
    case pageStyle

    /// Method and path of each; `{id}` stands for a positive number.
    var endpoint: (method: Method, path: StaticString) {
        switch self {
        case .register: (.post, "/register")
        case .token: (.post, "/token")
        case .login: (.post, "/login")
        case .loginByGet: (.get, "/login")
        case .me: (.get, "/me")
        case .transfer: (.post, "/transfer")
        case .balance: (.get, "/balance")
        case .balances: (.get, "/balances")
        case .transactions: (.get, "/transactions")
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
        case .placeOrder: (.post, "/orders")
        case .payOrder: (.post, "/orders/{id}/pay")
        case .cancelOrder: (.patch, "/orders/{id}/cancel")
        case .orders: (.get, "/orders")
        case .order: (.get, "/orders/{id}")
        case .health: (.get, "/health")
        case .ready: (.get, "/ready")
        case .metrics: (.get, "/metrics")
        case .page: (.get, "/")
        case .pageScript: (.get, "/page.js")
        case .pageStyle: (.get, "/page.css")
        }
    }
}
