/// The schemas that several routes share, or that are long.
///
/// Raw values are names in the document's components.
enum SchemaName: String, CaseIterable, Sendable {
    case problem = "Problem"
    case tokens = "Tokens"
    case profile = "Profile"
    case balance = "Balance"
    case transaction = "Transaction"
    case statement = "Statement"
    case rate = "Rate"
    case slot = "Slot"
    case hold = "Hold"
    case shop = "Shop"
    case product = "Product"
    case service = "Service"
    case basket = "Basket"
    case order = "Order"
    case command = "Command"
    case event = "Event"
    case user = "User"
    case job = "Job"
    case projection = "Projection"
    case overview = "Overview"

    var schema: Schema {
        switch self {
        case .problem: .problemDetails
        case .tokens: .tokens
        case .profile: .profile
        case .balance: .balance
        case .transaction: .transaction
        case .statement: .statement
        case .rate: .rate
        case .slot: .slot
        case .hold: .hold
        case .shop: .shop
        case .product: .product
        case .service: .service
        case .basket: .basket
        case .order: .order
        case .command: .command
        case .event: .event
        case .user: .user
        case .job: .job
        case .projection: .projection
        case .overview: .overview
        }
    }
}
