import Events

@testable import Model

/// The whole log folded into plain tables, without any of the code that it checks.
///
/// Records each event that an invariant forbids, with the number of the invariant.
struct Reference {
    enum HoldState {
        case held
        case confirmed
        case cancelled
        case expired
    }

    struct HoldRow {
        let slot: SlotID
        let user: UserID
        let deadline: Timestamp
        var state = HoldState.held
    }

    struct SlotRow {
        var capacity: Int64
        var held: Set<HoldID> = []
        var confirmed: Set<HoldID> = []

        var taken: Int64 { Int64(held.count + confirmed.count) }
    }

    struct ProductRow {
        var price: Money
        var onHand: Int64
        var reserved: Int64 = 0
    }

    var position: Int64 = 0
    var balances: [AccountID: [Currency: Int64]] = [:]
    var sums: [Currency: Int64] = [:]
    var wallets: Set<AccountID> = []
    var grants: Set<AccountID> = []
    var names: [ClaimHash: UserID] = [:]
    var emails: [ClaimHash: UserID] = [:]
    var users: Set<UserID> = []
    var admins: Set<UserID> = []
    var slots: [SlotID: SlotRow] = [:]
    var holds: [HoldID: HoldRow] = [:]
    var shops: Set<ShopID> = []
    var products: [ProductID: ProductRow] = [:]
    var orders: [OrderID: OrderRow] = [:]
    /// Quantities by product, in order of first mention.
    var baskets: [UserID: [OrderIntent.Item]] = [:]
    /// The orders that were placed from a basket.
    var basketOrders: Set<OrderID> = []
    /// The ids that the outside service knows orders by.
    var registrations: Set<UUID128> = []
    var services: [ServiceID: ServiceDetails] = [:]
    var transfers: [TransferID: TransferRow] = [:]
    /// The transfers that have moved money, in this order.
    var movements: [TransferID] = []
    /// The transfers that have not ended.
    var pending: Set<TransferID> = []
    /// The reservations, in order of events.
    var reservations: [AccountID: [Reservation]] = [:]
    var closed: Set<AccountID> = []
    var rates: [Currency: RateRow] = [:]
    var suspects: [Currency: RateRow] = [:]
    var ratesAt: Timestamp?
    /// Reversals whose transfer must still be recorded, and sales whose purchase must still follow.
    var openReversals = 0
    var openSales = 0
    var lastCredit: Posting?
    /// The debit whose credit must be the next event.
    var openDebit: (account: AccountID, posting: Posting)?
    var identity = IdentityTables()
    var recordedAt = Timestamp(microseconds: 0)
    /// First and last position of each command's events.
    var runs: [UUID128: ClosedRange<Int64>] = [:]
    var violations: [String] = []

    mutating func require(_ holds: Bool, _ invariant: String) {
        if !holds { violations.append("\(invariant) at position \(position)") }
    }

    /// The balance of a person's wallet or a system account.
    func balance(_ account: AccountID, _ currency: Currency) -> Int64 {
        balances[account]?[currency] ?? 0
    }
}
