import Events
import Model

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
