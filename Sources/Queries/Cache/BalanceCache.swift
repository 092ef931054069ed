/// All balances, up to a limit.
struct BalanceCache: Sendable {
    private(set) var table = BalanceTable()
    private let limit: Int
    /// Whether some balance was left out for want of room: then not to hold it says nothing.
    private var isPartial = false
    /// Every currency that anybody has, in order.
    private var currencies: [CurrencyCode] = []

    init(limit: Int) {
        self.limit = limit
    }

    /// The balance; nil if it has to be read.
    ///
    /// Who never had anything in a currency has zero.
    func balance(of user: UserKey, in currency: CurrencyCode) -> BalanceEntry? {
        if let entry = table.find(user, currency) { return entry }
        return isPartial ? nil : .nothing(user, currency)
    }

    /// The user's balances in order of their currencies; nil if they have to be read.
    func balances(of user: UserKey) -> [BalanceEntry]? {
        isPartial ? nil : currencies.compactMap { table.find(user, $0) }
    }

    /// Takes over the rows of a batch.
    ///
    /// A snapshot may have brought newer ones already.
    mutating func apply(_ entries: [BalanceEntry]) {
        for entry in entries {
            let held = table.find(entry.user, entry.currency)
            if let held, held.position > entry.position { continue }
            store(entry, isNew: held == nil)
        }
    }

    /// Takes over rows of a snapshot; returns how many the cache should have had and had not.
    ///
    /// `cache` is where the cache stands; nil while it is cold.
    mutating func absorb(
        _ entries: [BalanceEntry],
        at snapshot: ReadPosition,
        cache: ReadPosition?
    ) -> Int {
        var drifted = 0
        for entry in entries {
            let held = table.find(entry.user, entry.currency)
            if held == nil, table.count >= limit {
                isPartial = true
                continue
            }
            let verdict = Verdict.of(
                held: held?.position,
                same: held == entry,
                row: entry.position,
                snapshot: snapshot,
                cache: cache
            )
            switch verdict {
            case .keep, .ahead: break
            case .fill: store(entry, isNew: held == nil)
            case .drifted:
                store(entry, isNew: held == nil)
                drifted += 1
            }
        }
        return drifted
    }

    mutating func removeAll() {
        self = BalanceCache(limit: limit)
    }

    private mutating func store(_ entry: BalanceEntry, isNew: Bool) {
        guard !isNew || table.count < limit else {
            isPartial = true
            return
        }
        table.set(entry)
        guard isNew, !currencies.contains(entry.currency) else { return }
        currencies.append(entry.currency)
        currencies.sort()
    }
}

extension BalanceEntry {
    /// The balance of somebody who never had anything in the currency.
    static func nothing(_ user: UserKey, _ currency: CurrencyCode) -> BalanceEntry {
        BalanceEntry(
            user: user,
            currency: currency,
            available: 0,
            pending: 0,
            position: .start
        )
    }
}
