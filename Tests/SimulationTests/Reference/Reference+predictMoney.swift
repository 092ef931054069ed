import Entities
import Events

@testable import Model

extension Reference {
    /// Either the refusal, or all events and the id of the transfer.
    enum Moved {
        case refused(String)
        case done([NewEvent], TransferID)
    }

    /// Predicts the events that move the money, with the ends of overdue transfers whose money is
    /// needed.
    func move(
        _ kind: TransferKind,
        from: AccountID,
        to: AccountID,
        _ amount: Money,
        _ now: Timestamp,
        after count: Int = 0,
        order: OrderID? = nil,
        exchange: (rate: ExactDecimal, sale: TransferID?)? = nil,
        annotation: Annotation? = nil
    ) -> Moved {
        if amount.minorUnits <= 0 { return .refused("invalid-amount") }
        let isAdministrative = [.stock, .adjustmentRefund, .reversal].contains(kind)
        if closed.contains(from), !isAdministrative { return .refused("account-closed") }
        if kind == .transfer, closed.contains(to) { return .refused("receiver-not-found") }
        guard let expired = expired(for: amount, from, now)
        else { return .refused("insufficient-funds") }
        let left = Int128(balance(from, amount.currency)) - Int128(amount.minorUnits)
        let there = Int128(balance(to, amount.currency)) + Int128(amount.minorUnits)
        // The range beyond is kept for amounts that are not freely chosen.
        if kind == .stock || kind == .adjustmentRefund || kind == .exchange {
            let limit = Int128(1) << 61
            if from.isSystem, left < -limit { return .refused("system-account-limit") }
            if to.isSystem, there > limit { return .refused("system-account-limit") }
        }
        if left < Int128(Int64.min) || there > Int128(Int64.max) {
            return .refused("balance-limit")
        }
        let id = TransferID(next + Int64(count + 2 * expired.count))
        return .done(
            expired.flatMap { ends($0, TransferEvent.expired) }
                + money(
                    kind,
                    from: from,
                    to: to,
                    amount,
                    id,
                    order: order,
                    exchange: exchange.map { ExchangeTerms(sale: $0.sale ?? id, rate: $0.rate) },
                    annotation: annotation
                ),
            id
        )
    }

    /// The overdue reservations whose money is needed, soonest deadline first; nil if there
    /// is not enough even then.
    func expired(for amount: Money, _ account: AccountID, _ now: Timestamp) -> [Reservation]? {
        if account.isSystem { return [] }
        let needed = Int128(amount.minorUnits)
        var free =
            Int128(balance(account, amount.currency)) - reserved(account, amount.currency)
        var expired: [Reservation] = []
        for reservation in overdue(account, now) where free < needed {
            guard reservation.amount.currency == amount.currency else { continue }
            free += Int128(reservation.amount.minorUnits)
            expired.append(reservation)
        }
        return free < needed ? nil : expired
    }

    private func overdue(_ account: AccountID, _ now: Timestamp) -> [Reservation] {
        (reservations[account] ?? []).filter { $0.expiresAt <= now }.sorted { a, b in
            (a.expiresAt, a.transfer.rawValue) < (b.expiresAt, b.transfer.rawValue)
        }
    }

    /// The end of a pending transfer without a movement.
    func ends(
        _ reservation: Reservation,
        _ end: (TransferParties) -> TransferEvent
    ) -> [NewEvent] {
        guard let row = transfers[reservation.transfer] else { return [] }
        return [
            NewEvent(.transfer(reservation.transfer), .transfer(end(row.parties))),
            NewEvent(.account(row.sender), .account(.released(reservation))),
        ]
    }

    func money(
        _ kind: TransferKind,
        from: AccountID,
        to: AccountID,
        _ amount: Money,
        _ id: TransferID,
        order: OrderID? = nil,
        exchange: ExchangeTerms? = nil,
        annotation: Annotation? = nil
    ) -> [NewEvent] {
        let debit = Posting(
            transfer: id,
            kind: kind,
            counterparty: to,
            amount: amount,
            order: order,
            exchange: exchange,
            annotation: annotation
        )
        let credit = Posting(
            transfer: id,
            kind: kind,
            counterparty: from,
            amount: amount,
            order: order,
            exchange: exchange
        )
        return [
            NewEvent(.account(from), .account(.debited(debit))),
            NewEvent(.account(to), .account(.credited(credit))),
        ]
    }

    func transfer(
        _ amount: Money,
        by actor: Actor,
        to user: UserID?,
        _ now: Timestamp,
        _ note: Note
    ) -> Prediction {
        parties(actor, user) { sender, receiver in
            let moved = move(
                .transfer,
                from: sender,
                to: receiver,
                amount,
                now,
                annotation: note.annotation
            )
            return switch moved {
            case .refused(let reason): .rejected(reason)
            case .done(let events, let id):
                .done(events, location: "/transfers/\(id.rawValue)")
            }
        }
    }

    /// Continues with the wallets of sender and receiver, if they differ.
    func parties(
        _ actor: Actor,
        _ user: UserID?,
        _ next: (AccountID, AccountID) -> Prediction
    ) -> Prediction {
        guard actor.rawValue > 0 else { return .forbidden(.user) }
        let sender = AccountID(actor.rawValue)
        guard wallets.contains(sender) else { return .notFound }
        guard let user, wallets.contains(AccountID(user.rawValue)) else {
            return .rejected("receiver-not-found")
        }
        let receiver = AccountID(user.rawValue)
        return sender == receiver ? .rejected("same-account") : next(sender, receiver)
    }
}
