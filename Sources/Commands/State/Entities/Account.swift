import Events
import Model

/// A wallet as decisions see it.
///
/// Nearly every wallet has a single currency, which is stored in place, and nothing reserved, so
/// that 100,000 of them take about 10 MB; further currencies go to a dictionary.
package struct Account: Entity {
    /// The most transfers that may be pending from one account.
    package static let maximumReservations = 1_000

    // In this order the two flags fill a gap: 32 bytes in all.
    private var firstCurrency: Currency?
    /// Whether the wallet was opened; a closed one stays open as well.
    package private(set) var isOpen = false
    /// The user was deleted: the account neither pays nor receives transfers.
    package private(set) var isClosed = false
    private var firstBalance: Int64 = 0
    private var others: [Currency: Int64]?
    /// Money set aside for pending transfers, soonest deadline first, so that the overdue
    /// reservations are a prefix.
    package private(set) var reservations: [Reservation] = []

    package init() {}

    /// Minor units, reserved ones included; zero in a currency that the account never had.
    package func balance(in currency: Currency) -> Int64 {
        if firstCurrency == currency { return firstBalance }
        return others?[currency] ?? 0
    }

    /// The balance in every currency that was ever posted, in order of code.
    var balances: [(currency: Currency, amount: Int64)] {
        guard let firstCurrency else { return [] }
        var all = [(currency: firstCurrency, amount: firstBalance)]
        for (currency, amount) in others ?? [:] { all.append((currency, amount)) }
        return all.sorted { $0.currency < $1.currency }
    }

    package mutating func evolve(_ event: AccountEvent) {
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

    /// Wraps instead of trapping: `Movement.check` has refused any amount that would overflow.
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

    package static func change(in event: Event) -> AccountEvent? {
        if case .account(let change) = event { change } else { nil }
    }
}

extension Account {
    /// Minor units that no pending transfer has set aside; an overdue transfer still counts.
    ///
    /// Never below zero for a wallet, since only money that is there can be reserved.
    package func unreserved(in currency: Currency) -> Int64 {
        var amount = balance(in: currency)
        for reservation in reservations where reservation.amount.currency == currency {
            amount &-= reservation.amount.minorUnits
        }
        return amount
    }

    /// Minor units that could be paid now.
    fileprivate func spendable(in currency: Currency, at now: Timestamp) -> Int64 {
        overdue(at: now).reduce(unreserved(in: currency)) { sum, reservation in
            reservation.amount.currency == currency ? sum &+ reservation.amount.minorUnits : sum
        }
    }

    /// Reservations whose deadline has passed: every decision counts them as gone.
    package func overdue(at now: Timestamp) -> ArraySlice<Reservation> {
        reservations.prefix { $0.expiresAt <= now }
    }

    /// The overdue reservations that must end so that the amount is available, and no more; nil if
    /// it is not available even then.
    package func reservationsToExpire(for amount: Money, at now: Timestamp) -> [Reservation]? {
        guard !reservations.isEmpty else {
            return balance(in: amount.currency) >= amount.minorUnits ? [] : nil
        }
        var free = unreserved(in: amount.currency)
        var expired: [Reservation] = []
        for reservation in overdue(at: now) where reservation.amount.currency == amount.currency {
            if free >= amount.minorUnits { break }
            free &+= reservation.amount.minorUnits
            expired.append(reservation)
        }
        return free >= amount.minorUnits ? expired : nil
    }

    /// The flags (1 open, 2 closed, 3 both), then code and amount of each currency, then transfer,
    /// code, amount and deadline of each reservation (none in snapshots older than reservations).
    package var snapshot: Snapshot? {
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
        return snapshot
    }

    package init?(_ stored: inout SnapshotReader) {
        guard let flags = stored.number(), (0...3).contains(flags) else { return nil }
        isOpen = flags & 1 != 0
        isClosed = flags & 2 != 0
        while stored.isAtText {
            guard let money = stored.money() else { return nil }
            add(money.minorUnits, money.currency)
        }
        while !stored.isAtEnd {
            guard let transfer = stored.number(), let money = stored.money(),
                let deadline = stored.number()
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
}

extension SnapshotReader {
    /// A currency's code and an amount.
    fileprivate mutating func money() -> Money? {
        guard let code = text(), let currency = Currency(code), let amount = number()
        else { return nil }
        return Money(amount, currency)
    }
}

extension WriteModel {
    /// Whether the user's wallet pays and receives transfers; false if it is not loaded.
    package borrowing func mayTransfer(_ user: UserID) -> Bool {
        guard let account = accounts[AccountID(of: user)] else { return false }
        return account.isOpen && !account.isClosed
    }

    /// Minor units that the user could pay now; 0 if the wallet is not loaded.
    package borrowing func spendable(
        of user: UserID,
        in currency: Currency,
        at now: Timestamp
    ) -> Int64 {
        accounts[AccountID(of: user)]?.spendable(in: currency, at: now) ?? 0
    }
}
