import Events

/// A wallet as decisions see it.
///
/// Nearly every one has a single currency, which is kept in place, so that 100,000 of them take
/// about 10 MB; further ones go to a dictionary.
struct Account: Entity {
    private(set) var isOpen = false
    private var firstCurrency: Currency?
    private var firstBalance: Int64 = 0
    private var others: [Currency: Int64]?

    init() {}

    /// From a snapshot.
    init(isOpen: Bool, balances: [(currency: Currency, amount: Int64)]) {
        self.isOpen = isOpen
        for (currency, amount) in balances { add(amount, currency) }
    }

    /// Minor units; zero in a currency that the account never had.
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
        case .reserved, .released, .closed, .reopened: break
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

    static func change(in event: Event) -> AccountEvent? {
        if case .account(let change) = event { change } else { nil }
    }
}
