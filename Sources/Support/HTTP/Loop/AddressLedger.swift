import Synchronization

/// How many connections each address has, over all loops.
final class AddressLedger: Sendable {
    private let limit: Int
    private let counts: Mutex<[Address: Int]>

    /// A ledger that admits `limit` connections per address; nil when the total binds anyway.
    init?(limit: Int, total: Int) {
        guard limit < total else { return nil }
        self.limit = limit
        counts = Mutex([:])
    }

    /// Counts a connection unless its address has too many.
    func admit(_ address: Address) -> Bool {
        counts.withLock { counts in
            let count = counts[address, default: 0]
            guard count < limit else { return false }
            counts[address] = count + 1
            return true
        }
    }

    func release(_ address: Address) {
        counts.withLock { counts in
            let count = counts[address, default: 0]
            counts[address] = count > 1 ? count - 1 : nil
        }
    }
}
