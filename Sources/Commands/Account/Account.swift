import EventStore
import Events
import Model

/// A wallet as decisions see it.
///
/// Nearly every one has a single currency, which is kept in place, and nothing reserved, so that
/// 100,000 of them take about 10 MB; further currencies go to a dictionary.
struct Account: Entity {
    /// Transfers that may be pending from one account.
    static let maximumReservations = 1_000

    // In this order the two flags fill what would be a gap: 32 bytes in all.
    private var firstCurrency: Currency?
    private(set) var isOpen = false
    /// Neither pays nor receives transfers: its user was deleted.
    private(set) var isClosed = false
    private var firstBalance: Int64 = 0
    private var others: [Currency: Int64]?
    /// What is set aside for pending transfers, soonest deadline first, so that the overdue ones are
    /// a prefix.
    private(set) var reservations: [Reservation] = []

    init() {}

    /// From a snapshot.
    init(
        isOpen: Bool,
        isClosed: Bool,
        balances: [(currency: Currency, amount: Int64)],
        reservations: [Reservation]
    ) {
        self.isOpen = isOpen
        self.isClosed = isClosed
        self.reservations = reservations
        for (currency, amount) in balances { add(amount, currency) }
    }

    /// Minor units, with what is reserved; zero in a currency that the account never had.
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
        case .reserved(let reservation): insert(reservation)
        case .released(let reservation):
            reservations.removeAll { $0.transfer == reservation.transfer }
        case .closed: isClosed = true
        case .reopened: isClosed = false
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

    private mutating func insert(_ reservation: Reservation) {
        var index = reservations.count
        while index > 0, reservations[index - 1].expiresAt > reservation.expiresAt { index -= 1 }
        reservations.insert(reservation, at: index)
    }

    static func change(in event: Event) -> AccountEvent? {
        if case .account(let change) = event { change } else { nil }
    }
}

extension Account {
    /// Minor units that no pending transfer has set aside, overdue ones counted as pending.
    ///
    /// Never below zero for a wallet, since nothing is reserved that is not there.
    func unreserved(in currency: Currency) -> Int64 {
        var amount = balance(in: currency)
        for reservation in reservations where reservation.amount.currency == currency {
            amount &-= reservation.amount.minorUnits
        }
        return amount
    }

    /// Reservations whose deadline has come: they count as gone in every decision.
    func overdue(at now: Timestamp) -> ArraySlice<Reservation> {
        reservations.prefix { $0.expiresAt <= now }
    }

    /// The overdue reservations that have to be given back for the amount to be there, and no more;
    /// nil if it is not there even then.
    func inTheWay(of amount: Money, at now: Timestamp) -> [Reservation]? {
        guard !reservations.isEmpty else {
            return balance(in: amount.currency) >= amount.minorUnits ? [] : nil
        }
        var free = unreserved(in: amount.currency)
        var given: [Reservation] = []
        for reservation in overdue(at: now) where reservation.amount.currency == amount.currency {
            if free >= amount.minorUnits { break }
            free &+= reservation.amount.minorUnits
            given.append(reservation)
        }
        return free >= amount.minorUnits ? given : nil
    }
}

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
