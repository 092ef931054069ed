import Events

extension Account {
    /// Whether it is open, then code and amount of each currency.
    var snapshot: [UInt8] {
        var snapshot = Snapshot()
        snapshot.append(isOpen ? 1 : 0)
        for (currency, amount) in balances {
            snapshot.append(currency.code)
            snapshot.append(amount)
        }
        return snapshot.closed()
    }

    init?(snapshot: StoredSnapshot) {
        guard var reader = SnapshotReader(snapshot), let open = reader.number() else { return nil }
        var balances: [(currency: Currency, amount: Int64)] = []
        while !reader.atEnd() {
            guard let code = reader.text(), let currency = Currency(code),
                let amount = reader.number()
            else { return nil }
            balances.append((currency, amount))
        }
        self.init(isOpen: open == 1, balances: balances)
    }
}
