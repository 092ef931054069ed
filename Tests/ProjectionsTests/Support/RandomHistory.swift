import Events
import TestSupport

@testable import Model

/// A sound random history of all kinds of commands, the same for the same seed.
struct RandomHistory {
    var history: History
    var random: SeededGenerator
    /// Available RUB.
    var balances: [AccountID: Int64] = [:]
    var accounts: [AccountID] = []
    var slots: [(id: SlotID, capacity: Int64, taken: Int64)] = []
    var holds: [(id: HoldID, slot: Int, user: UserID, isConfirmed: Bool)] = []
    var shops: [ShopID] = []
    var products: [(id: ProductID, onHand: Int64, reserved: Int64)] = []
    var orders: [(id: OrderID, user: UserID, product: Int, isPaid: Bool)] = []
    /// Pending transfers, and those that may be reversed.
    var pending: [MadeTransfer] = []
    var made: [MadeTransfer] = []
    /// Whether each service is listed.
    var services: [(id: ServiceID, isListed: Bool)] = []
    var serviceOrders: [(id: OrderID, user: UserID, events: [EventType])] = []
    /// Currencies that have a rate.
    var quoted: Set<Currency> = []
    /// Quantities by place in `products`, above zero.
    var baskets: [UserID: [Int: Int64]] = [:]
    var sessions: [(id: SessionID, user: UserID, generation: Int64)] = []
    /// Users who are deleted, and whether they are erased.
    var gone: [UserID: Bool] = [:]
    /// Invitations that nobody has redeemed or withdrawn.
    var invitations: [InvitationID] = []

    /// Whether clients store something with what they do.
    var isAnnotated = true

    struct MadeTransfer {
        let id: TransferID
        let parties: TransferParties
        let amount: Int64
    }

    let price: Int64 = 100

    init(seed: UInt64) {
        // Events of the same time are appended in one batch.
        history = History(commandsPerSecond: 8)
        random = SeededGenerator(seed: seed)
        for _ in 0..<3 { register() }
        createSlot()
        createProduct()
    }

    /// Adds commands until the history has `count` events or some more.
    mutating func grow(to count: Int) {
        while history.events.count < count { step() }
    }

    private mutating func step() {
        switch random.next(44) {
        case 0: register()
        case 1: createSlot()
        case 2: if random.next(3) == 0 { changeProduct() } else { createProduct() }
        case 3...5: placeHold()
        case 6...8: changeHold()
        case 9...11: placeOrder()
        case 12...14: changeOrder()
        case 15: changeSlot()
        case 16...17: reserve()
        case 18...19: endPending()
        case 20: reverse()
        case 21: exchange()
        case 22: changeCatalogue()
        case 23: recordRates()
        case 24...25: draftOrder()
        case 26...28: changeServiceOrder()
        case 29...30: changeBasket()
        case 31: orderBasket()
        case 32...33: startSession()
        case 34...35: changeSession()
        case 36: changeUser()
        case 37: changeRights()
        case 38: changeInvitation()
        default: transfer()
        }
    }

    private mutating func register() {
        let user = history.register(grant: random.next(2) == 0 ? 0 : 100_000)
        let account = AccountID(of: user)
        balances[account] = history.versions[.account(account)]?.rawValue == 2 ? 100_000 : 0
        accounts.append(account)
        if random.next(5) == 0 {
            history.command(.user(user), .user(.roleGranted(RoleGranted(role: .admin))))
        }
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[random.next(elements.count)]
    }

    /// What a client may have stored with the next command: nothing, one part or both.
    var annotation: Annotation? {
        guard isAnnotated else { return nil }
        let number = history.next.rawValue
        return Annotation(
            reference: number % 3 == 0 ? "REF-\(number % 7) \"ü\"" : nil,
            metadata: number % 5 == 0 ? Metadata([("n", "\(number)"), ("ü\\", "\"")]) : nil
        )
    }

    /// A user who may be deleted.
    mutating func pickUser() -> UserID { UserID(pick(accounts).rawValue) }
}
