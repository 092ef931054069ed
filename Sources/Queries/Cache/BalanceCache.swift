import Model
import Queries

/// All balances, up to a limit, and how much of each is reserved until when.
struct BalanceCache: Sendable {
    private(set) var table = BalanceTable()
    var reservations: SetAsideCache<BalanceRow.Key>
    private let limit: Int
    /// Whether a balance was left out at the limit: then a missing balance does not mean zero.
    private var isPartial = false
    /// All currencies of all balances, in order.
    private var currencies: [Currency] = []
    private let reservationLimit: Int

    init(limit: Int, reservationLimit: Int) {
        self.limit = limit
        self.reservationLimit = reservationLimit
        reservations = SetAsideCache(limit: reservationLimit)
    }

    /// The balance as of `now`, zero for a currency that the user never held; nil if it has to be
    /// read.
    func balance(of user: UserID, in currency: Currency, at now: Int64) -> BalanceRow? {
        let account = AccountID(of: user)
        if let row = table.find(account, currency) { return current(row, at: now) }
        return isPartial ? nil : BalanceRow(account: account, currency: currency)
    }

    /// The user's balances as of `now`, in order of their currencies; nil if they have to be read.
    func balances(of user: UserID, at now: Int64) -> [BalanceRow]? {
        guard !isPartial else { return nil }
        var rows: [BalanceRow] = []
        for currency in currencies {
            guard let held = table.find(AccountID(of: user), currency) else { continue }
            guard let row = current(held, at: now) else { return nil }
            rows.append(row)
        }
        return rows
    }

    /// The balance with overdue reservations free again; nil unless every reservation is known.
    private func current(_ row: BalanceRow, at now: Int64) -> BalanceRow? {
        guard row.pending != 0 else { return row }
        let reserved = reservations[BalanceRow.Key(account: row.account, currency: row.currency)]
        guard let reserved, reserved.total == row.pending else { return nil }
        return row.freeing(reserved.overdue(at: now))
    }

    /// Stores the rows of a batch, unless a snapshot has brought newer ones.
    mutating func apply(_ rows: [BalanceRow]) {
        for row in rows {
            let held = table.find(row.account, row.currency)
            if let held, held.position > row.position { continue }
            store(row, isNew: held == nil)
        }
    }

    /// Stores rows of a snapshot; returns how many the cache had missed.
    ///
    /// `cache` is the cache's position; nil while it is cold.
    mutating func absorb(
        _ rows: [BalanceRow],
        at snapshot: LogPosition,
        cache: LogPosition?
    ) -> Int {
        var drifted = 0
        for row in rows {
            let held = table.find(row.account, row.currency)
            if held == nil, table.count >= limit {
                isPartial = true
                continue
            }
            switch RowComparison.of(row, held: held, snapshot: snapshot, cache: cache) {
            case .keep, .ahead: break
            case .fill: store(row, isNew: held == nil)
            case .drifted:
                store(row, isNew: held == nil)
                drifted += 1
            }
        }
        return drifted
    }

    mutating func removeAll() {
        self = BalanceCache(limit: limit, reservationLimit: reservationLimit)
    }

    private mutating func store(_ row: BalanceRow, isNew: Bool) {
        guard !isNew || table.count < limit else {
            isPartial = true
            return
        }
        table.set(row)
        guard isNew, !currencies.contains(row.currency) else { return }
        currencies.append(row.currency)
        currencies.sort()
    }
}

extension BalanceRow {
    /// The same row with so much reserved money free again.
    func freeing(_ amount: Int64) -> BalanceRow {
        guard amount != 0 else { return self }
        var row = self
        row.available += amount
        row.pending -= amount
        return row
    }
}

/// Balances by account and currency: open addressing in one array of 40 bytes a place, filled to
/// 7/8, so 46 to 92 bytes a balance where a Dictionary takes 53 to 107 and hashes slower.
///
/// Rows are never removed one by one.
package struct BalanceTable: Sendable {
    private struct Place: Sendable {
        /// 0 where the place is free: ids start at 1.
        var account: Int64
        var available: Int64
        var pending: Int64
        var position: Int64
        var currency: UInt32

        static let free = Place(account: 0, available: 0, pending: 0, position: 0, currency: 0)
    }

    private var places: [Place] = Array(repeating: .free, count: 64)
    private(set) var count = 0

    var byteCount: Int { places.count * MemoryLayout<Place>.stride }

    /// The balance, if it is held.
    func find(_ account: AccountID, _ currency: Currency) -> BalanceRow? {
        let place = places[index(of: account.rawValue, currency.packed)]
        guard place.account != 0 else { return nil }
        return BalanceRow(
            account: account,
            currency: currency,
            available: place.available,
            pending: place.pending,
            position: LogPosition(place.position)
        )
    }

    /// Adds or replaces a balance.
    mutating func set(_ row: BalanceRow) {
        let account = row.account.rawValue
        guard account != 0 else { return }
        var at = index(of: account, row.currency.packed)
        if places[at].account == 0 {
            count += 1
            if count > places.count / 8 * 7 {
                grow()
                at = index(of: account, row.currency.packed)
            }
        }
        places[at] = Place(
            account: account,
            available: row.available,
            pending: row.pending,
            position: row.position.rawValue,
            currency: row.currency.packed
        )
    }

    /// The place of the key, or the free place where it belongs.
    ///
    /// It ends, since 1/8 of the places is free.
    @inline(__always)
    private func index(of account: Int64, _ currency: UInt32) -> Int {
        let mask = places.count &- 1
        let hash = mix(UInt64(bitPattern: account) ^ UInt64(currency) << 40)
        var at = Int(truncatingIfNeeded: hash) & mask
        while places[at].account != 0,
            places[at].account != account || places[at].currency != currency
        {
            at = (at &+ 1) & mask
        }
        return at
    }

    private mutating func grow() {
        let old = places
        places = Array(repeating: .free, count: old.count * 2)
        for place in old where place.account != 0 {
            places[index(of: place.account, place.currency)] = place
        }
    }
}
