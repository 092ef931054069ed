import Model

/// Balances by account and currency: open addressing in one array of 40 bytes a place, filled to 7/8,
/// so 46 to 92 bytes a balance where a Dictionary takes 53 to 107 and hashes slower.
///
/// Rows are never taken out one by one.
struct BalanceTable: Sendable {
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
    mutating func set(_ entry: BalanceRow) {
        let account = entry.account.rawValue
        guard account != 0 else { return }
        var at = index(of: account, entry.currency.packed)
        if places[at].account == 0 {
            count += 1
            if count > places.count / 8 * 7 {
                grow()
                at = index(of: account, entry.currency.packed)
            }
        }
        places[at] = Place(
            account: account,
            available: entry.available,
            pending: entry.pending,
            position: entry.position.rawValue,
            currency: entry.currency.packed
        )
    }

    /// Where the key is, or the free place where it belongs.
    ///
    /// Ends, as 1/8 of the places is free.
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
