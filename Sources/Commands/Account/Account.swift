import Events
import Model

/// A wallet as decisions see it.
///
/// Nearly every one has a single currency, which is kept in place, and nothing reserved, so that
/// 100,000 of them take about 10 MB; further currencies go to a dictionary.
struct Account: Entity {
    /// Transfers that may be pending from one account.
    static let maximumReservations = 1_000

    // In this order the two flags fill what would be a gap: 32 bytes in all.
    private var firstCurrency: Currency?
    private(set) var isOpen = false
    /// Neither pays nor receives transfers: its user was deleted.
    private(set) var isClosed = false
    private var firstBalance: Int64 = 0
    private var others: [Currency: Int64]?
    /// What is set aside for pending transfers, soonest deadline first, so that the overdue ones are
    /// a prefix.
    private(set) var reservations: [Reservation] = []

    init() {}

    /// From a snapshot.
    init(
        isOpen: Bool,
        isClosed: Bool,
        balances: [(currency: Currency, amount: Int64)],
        reservations: [Reservation]
    ) {
        self.isOpen = isOpen
        self.isClosed = isClosed
        self.reservations = reservations
        for (currency, amount) in balances { add(amount, currency) }
    }

    /// Minor units, with what is reserved; zero in a currency that the account never had.
    func balance(in currency: Currency) -> Int64 {
        if firstCurrency == currency { return firstBalance }
        return others?[currency] ?? 0
    }

    /// Every currency that was ever posted, in order of code.
    var balances: [(currency: Currency, amount: Int64)] {
        guard let firstCurrency else { return [] }
        var all = [(currency: firstCurrency, amount: firstBalance)]
        for (currency, amount) in others ?? [:] { all.append((currency, amount)) }
        return all.sorted { $0.currency < $1.currency }
    }

    mutating func evolve(_ event: AccountEvent) {
        switch event {
        case .opened: isOpen = true
        case .debited(let posting): add(-posting.amount.minorUnits, posting.amount.currency)
        case .credited(let posting): add(posting.amount.minorUnits, posting.amount.currency)
        case .reserved(let reservation): insert(reservation)
        case .released(let reservation):
            reservations.removeAll { $0.transfer == reservation.transfer }
        case .closed: isClosed = true
        case .reopened: isClosed = false
        }
    }

    /// Wraps instead of trapping: `Movement.check` has refused what would overflow.
    private mutating func add(_ amount: Int64, _ currency: Currency) {
        if firstCurrency == nil { firstCurrency = currency }
        if firstCurrency == currency {
            firstBalance &+= amount
        } else {
            others = others ?? [:]
            others?[currency, default: 0] &+= amount
        }
    }

    private mutating func insert(_ reservation: Reservation) {
        var index = reservations.count
        while index > 0, reservations[index - 1].expiresAt > reservation.expiresAt { index -= 1 }
        reservations.insert(reservation, at: index)
    }

    static func change(in event: Event) -> AccountEvent? {
        if case .account(let change) = event { change } else { nil }
    }
}
