import EventStore
import Events
import Model

extension Account {
    /// What it is (1 open, 2 closed, 3 both), then code and amount of each currency, then transfer,
    /// code, amount and deadline of each reservation.
    ///
    /// Without a reservation it is what was stored before there were any, so that old ones are read.
    var snapshot: [UInt8] {
        var snapshot = Snapshot()
        snapshot.append((isOpen ? 1 : 0) + (isClosed ? 2 : 0))
        for (currency, amount) in balances {
            snapshot.append(currency.code)
            snapshot.append(amount)
        }
        for reservation in reservations {
            snapshot.append(reservation.transfer.rawValue)
            snapshot.append(reservation.amount.currency.code)
            snapshot.append(reservation.amount.minorUnits)
            snapshot.append(reservation.expiresAt.microseconds)
        }
        return snapshot.closed()
    }

    init?(snapshot: StoredSnapshot) {
        guard var reader = SnapshotReader(snapshot), let flags = reader.number(),
            (0...3).contains(flags)
        else { return nil }
        var balances: [(currency: Currency, amount: Int64)] = []
        var reservations: [Reservation] = []
        while !reader.atEnd() {
            if reader.isAtText() {
                guard let money = reader.money() else { return nil }
                balances.append((money.currency, money.minorUnits))
            } else {
                guard let transfer = reader.number(), let money = reader.money(),
                    let deadline = reader.number()
                else { return nil }
                reservations.append(
                    Reservation(
                        transfer: TransferID(transfer),
                        amount: money,
                        expiresAt: Timestamp(microseconds: deadline)
                    )
                )
            }
        }
        self.init(
            isOpen: flags & 1 != 0,
            isClosed: flags & 2 != 0,
            balances: balances,
            reservations: reservations
        )
    }
}

extension SnapshotReader {
    /// A currency's code and an amount.
    fileprivate mutating func money() -> Money? {
        guard let code = text(), let currency = Currency(code), let amount = number()
        else { return nil }
        return Money(amount, currency)
    }
}
