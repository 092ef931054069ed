/// Balances by user and currency: open addressing in one array of 40 bytes a place, filled to 7/8,
/// so 46 to 92 bytes a balance where a Dictionary takes 53 to 107 and hashes slower.
///
/// Rows are never taken out one by one.
struct BalanceTable: Sendable {
    private struct Place: Sendable {
        /// 0 where the place is free: ids start at 1.
        var user: Int64
        var available: Int64
        var pending: Int64
        var position: Int64
        var currency: UInt32

        static let free = Place(user: 0, available: 0, pending: 0, position: 0, currency: 0)
    }

    private var places: [Place] = Array(repeating: .free, count: 64)
    private(set) var count = 0

    var byteCount: Int { places.count * MemoryLayout<Place>.stride }

    /// The balance, if it is held.
    func find(_ user: UserKey, _ currency: CurrencyCode) -> BalanceEntry? {
        let place = places[index(of: user.rawValue, currency.packed)]
        guard place.user != 0 else { return nil }
        return BalanceEntry(
            user: user,
            currency: currency,
            available: place.available,
            pending: place.pending,
            position: ReadPosition(place.position)
        )
    }

    /// Adds or replaces a balance.
    mutating func set(_ entry: BalanceEntry) {
        let user = entry.user.rawValue
        guard user != 0 else { return }
        var at = index(of: user, entry.currency.packed)
        if places[at].user == 0 {
            count += 1
            if count > places.count / 8 * 7 {
                grow()
                at = index(of: user, entry.currency.packed)
            }
        }
        places[at] = Place(
            user: user,
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
    private func index(of user: Int64, _ currency: UInt32) -> Int {
        let mask = places.count &- 1
        let hash = mix(UInt64(bitPattern: user) ^ UInt64(currency) << 40)
        var at = Int(truncatingIfNeeded: hash) & mask
        while places[at].user != 0, places[at].user != user || places[at].currency != currency {
            at = (at &+ 1) & mask
        }
        return at
    }

    private mutating func grow() {
        let old = places
        places = Array(repeating: .free, count: old.count * 2)
        for place in old where place.user != 0 {
            places[index(of: place.user, place.currency)] = place
        }
    }
}
