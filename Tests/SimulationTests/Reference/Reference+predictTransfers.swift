import Entities
import Events

@testable import Model

extension Reference {
    func predict(_ intent: MoneyIntent, by actor: Actor, _ now: Timestamp) -> Prediction {
        switch intent {
        case .reserve(let user, let amount, let seconds, let note):
            reserve(amount, by: actor, to: user, now, seconds, note)
        case .post(let id, let units, let currency):
            end(id, by: actor, now) { post($0, $1, units, currency) }
        case .void(let id):
            end(id, by: actor, now) { reservation, _ in
                .done(ends(reservation, TransferEvent.voided), location: nil)
            }
        case .expire(let id): expire(id, now)
        case .reverse(let id, let isAdministrator):
            reverse(id, by: actor, isAdministrator, now)
        case .exchange(let trade): exchange(trade, by: actor, now)
        case .recordRates(let quotes, let quotedAt, let percent, let seconds):
            record(quotes, quotedAt, now, percent, seconds)
        case .acceptRate(let currency, let quote): accept(currency, quote)
        case .adjust(let email, let takes, let isRefund, let amount):
            adjust(emails[Intent.email(email)], takes, isRefund, amount, now)
        case .autotest(let names, let count, _): autotest(names, count)
        }
    }

    private func reserve(
        _ amount: Money,
        by actor: Actor,
        to user: UserID,
        _ now: Timestamp,
        _ seconds: Int,
        _ note: Note
    ) -> Prediction {
        parties(actor, user) { sender, receiver in
            guard
                case .done(let events, _) = move(.transfer, from: sender, to: receiver, amount, now)
            else { return refusal(sender, receiver, amount, now) }
            let expiries = Array(events.dropLast(2))
            let id = TransferID(next + Int64(expiries.count))
            let reserved = TransferReserved(
                parties: TransferParties(sender: sender, receiver: receiver),
                amount: amount,
                expiresAt: now.advanced(bySeconds: seconds),
                memo: nil,
                annotation: note.annotation
            )
            let reservation = Reservation(
                transfer: id,
                amount: amount,
                expiresAt: reserved.expiresAt
            )
            return .done(
                expiries + [
                    NewEvent(.transfer(id), .transfer(.reserved(reserved))),
                    NewEvent(.account(sender), .account(.reserved(reservation))),
                ],
                location: "/transfers/\(id.rawValue)"
            )
        }
    }

    /// The refusal if the money can't move.
    private func refusal(
        _ sender: AccountID,
        _ receiver: AccountID,
        _ amount: Money,
        _ now: Timestamp
    ) -> Prediction {
        switch move(.transfer, from: sender, to: receiver, amount, now) {
        case .refused(let reason): .rejected(reason)
        case .done(let events, _): .done(events, location: nil)
        }
    }

    /// Continues with the reservation, if this actor may still end it.
    private func end(
        _ id: TransferID,
        by actor: Actor,
        _ now: Timestamp,
        _ next: (Reservation, TransferRow) -> Prediction
    ) -> Prediction {
        guard actor.rawValue > 0 else { return .forbidden(.user) }
        guard let row = transfers[id] else { return .notFound }
        guard [row.sender.rawValue, row.receiver.rawValue].contains(actor.rawValue)
        else { return .forbidden(.owner) }
        switch row.state {
        case .direct: return .rejected("transfer-not-pending")
        case .posted: return .rejected("transfer-posted")
        case .voided: return .rejected("transfer-voided")
        case .expired: return .rejected("transfer-expired")
        case .pending:
            guard let reservation = reservation(id, row), reservation.expiresAt > now
            else { return .rejected("transfer-expired") }
            return next(reservation, row)
        }
    }

    private func reservation(_ id: TransferID, _ row: TransferRow) -> Reservation? {
        reservations[row.sender]?.first { $0.transfer == id }
    }

    private func post(
        _ reservation: Reservation,
        _ row: TransferRow,
        _ units: Int64?,
        _ currency: Currency?
    ) -> Prediction {
        let units = units ?? row.amount.minorUnits
        if units <= 0 { return .rejected("invalid-amount") }
        if currency ?? row.amount.currency != row.amount.currency {
            return .rejected("wrong-currency")
        }
        if units > row.amount.minorUnits { return .rejected("amount-above-pending") }
        if closed.contains(row.sender) { return .rejected("account-closed") }
        if closed.contains(row.receiver) { return .rejected("receiver-not-found") }
        let amount = Money(units, row.amount.currency)
        if Int128(balance(row.receiver, amount.currency)) + Int128(units) > Int128(Int64.max) {
            return .rejected("balance-limit")
        }
        let id = reservation.transfer
        let posted = TransferPosted(parties: row.parties, amount: amount)
        return .done(
            [NewEvent(.account(row.sender), .account(.released(reservation)))]
                + money(
                    .transfer,
                    from: row.sender,
                    to: row.receiver,
                    amount,
                    id,
                    annotation: row.annotation
                )
                + [NewEvent(.transfer(id), .transfer(.posted(posted)))],
            location: nil
        )
    }

    private func expire(_ id: TransferID, _ now: Timestamp) -> Prediction {
        guard let row = transfers[id] else { return .notFound }
        switch row.state {
        case .direct: return .rejected("transfer-not-pending")
        case .posted: return .rejected("transfer-posted")
        case .voided: return .rejected("transfer-voided")
        case .expired: return .rejected("transfer-expired")
        case .pending:
            guard let reservation = reservation(id, row), reservation.expiresAt <= now
            else { return .rejected("transfer-not-due") }
            return .done(ends(reservation, TransferEvent.expired), location: nil)
        }
    }

    private func reverse(
        _ id: TransferID,
        by actor: Actor,
        _ isAdministrator: Bool,
        _ now: Timestamp
    ) -> Prediction {
        guard actor.rawValue > 0 else { return .forbidden(.user) }
        guard let row = transfers[id] else { return .notFound }
        guard isAdministrator || row.receiver.rawValue == actor.rawValue else {
            return .forbidden(row.sender.rawValue == actor.rawValue ? .receiver : .owner)
        }
        if row.kind != .transfer { return .rejected("not-reversible") }
        if row.isReversed { return .rejected("transfer-reversed") }
        guard row.state == .posted || row.state == .direct
        else { return .rejected("transfer-not-posted") }
        if !isAdministrator, closed.contains(row.receiver) { return .rejected("account-closed") }
        switch move(.reversal, from: row.receiver, to: row.sender, row.amount, now) {
        case .refused(let reason): return .rejected(reason)
        case .done(let events, let reversal):
            let reversed = TransferReversed(parties: row.parties, reversal: reversal)
            return .done(
                events + [NewEvent(.transfer(id), .transfer(.reversed(reversed)))],
                location: "/transfers/\(reversal.rawValue)"
            )
        }
    }
}
