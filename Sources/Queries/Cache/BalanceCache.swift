import Model

/// All balances, up to a limit, and what of them is reserved until when.
struct BalanceCache: Sendable {
    private(set) var table = BalanceTable()
    var reservations: SetAsideCache<BalanceRow.Key>
    private let limit: Int
    /// Whether some balance was left out for want of room: then not to hold it says nothing.
    private var isPartial = false
    /// Every currency that anybody has, in order.
    private var currencies: [Currency] = []

    private let reservationLimit: Int

    init(limit: Int, reservationLimit: Int) {
        self.limit = limit
        self.reservationLimit = reservationLimit
        reservations = SetAsideCache(limit: reservationLimit)
    }

    /// The balance as of `now`; nil if it has to be read.
    ///
    /// Who never had anything in a currency has zero.
    func balance(
        of user: UserID,
        in currency: Currency,
        at now: Int64
    ) -> BalanceRow? {
        if let entry = table.find(AccountID(of: user), currency) { return reckoned(entry, at: now) }
        return isPartial ? nil : .empty(AccountID(of: user), currency)
    }

    /// The user's balances as of `now`, in order of their currencies; nil if they have to be read.
    func balances(of user: UserID, at now: Int64) -> [BalanceRow]? {
        guard !isPartial else { return nil }
        var entries: [BalanceRow] = []
        for currency in currencies {
            guard let held = table.find(AccountID(of: user), currency) else { continue }
            guard let entry = reckoned(held, at: now) else { return nil }
            entries.append(entry)
        }
        return entries
    }

    /// With what is overdue free again; nil unless everything that is reserved is known.
    private func reckoned(_ entry: BalanceRow, at now: Int64) -> BalanceRow? {
        guard entry.pending != 0 else { return entry }
        let reserved = reservations[
            BalanceRow.Key(account: entry.account, currency: entry.currency)
        ]
        guard let reserved, reserved.total == entry.pending else { return nil }
        return entry.freeing(reserved.overdue(at: now))
    }

    /// Takes over the rows of a batch.
    ///
    /// A snapshot may have brought newer ones already.
    mutating func apply(_ entries: [BalanceRow]) {
        for entry in entries {
            let held = table.find(entry.account, entry.currency)
            if let held, held.position > entry.position { continue }
            store(entry, isNew: held == nil)
        }
    }

    /// Takes over rows of a snapshot; returns how many the cache should have had and had not.
    ///
    /// `cache` is where the cache stands; nil while it is cold.
    mutating func absorb(
        _ entries: [BalanceRow],
        at snapshot: LogPosition,
        cache: LogPosition?
    ) -> Int {
        var drifted = 0
        for entry in entries {
            let held = table.find(entry.account, entry.currency)
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
        self = BalanceCache(limit: limit, reservationLimit: reservationLimit)
    }

    private mutating func store(_ entry: BalanceRow, isNew: Bool) {
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

extension BalanceRow {
    /// The same row with so much of what is reserved free again.
    func freeing(_ amount: Int64) -> BalanceRow {
        guard amount != 0 else { return self }
        var row = self
        row.available += amount
        row.pending -= amount
        return row
    }
}
