import Events
import Model
import Postgres

/// `read.balances`: every account's balance in each currency it has held, system accounts included.
package enum BalanceProjector: Projector {
    package static let projection = ReadModel.balances

    package static let table = TableShape(
        "balances",
        keyCount: 2,
        columns: [
            .init("account_id", .bigint), .init("currency", .text), .init("available", .bigint),
            .init("pending", .bigint), .init("position", .bigint),
        ]
    )

    package static func key(of event: RecordedEvent) -> BalanceRow.Key? {
        switch event.event {
        case .account(let change):
            guard let currency = currency(of: change) else { return nil }
            guard case .account(let account) = event.stream else {
                // `apply` refuses the event, under a key that no account has.
                return BalanceRow.Key(account: AccountID(0), currency: .rub)
            }
            return BalanceRow.Key(account: account, currency: currency)
        case .user, .claim, .slot, .hold, .shop, .product, .order, .session, .transfer, .rates,
            .basket, .service:
            return nil
        }
    }

    /// A new account shows a balance of zero in the currency that it was opened in; nil if no
    /// balance changes.
    private static func currency(of event: AccountEvent) -> Currency? {
        switch event {
        case .opened(let opened): opened.currency
        case .debited(let posting), .credited(let posting): posting.amount.currency
        case .reserved(let reservation), .released(let reservation): reservation.amount.currency
        case .closed, .reopened: nil
        }
    }

    package static func apply(
        _ event: RecordedEvent,
        to row: inout BalanceRow?
    ) throws(ProjectionFault) {
        guard case .account(let change) = event.event else { return }
        guard case .account(let account) = event.stream else {
            throw ProjectionFault(event.position, .wrongStream)
        }
        let position = event.position
        switch change {
        case .opened(let opened):
            try requireNone(row, account.rawValue, at: position)
            row = .empty(account, opened.currency, position)
        case .debited(let posting):
            var changed = row ?? .empty(account, posting.amount.currency, position)
            let amount = posting.amount.minorUnits
            changed.available = try difference(changed.available, amount, at: position)
            changed.position = position
            row = changed
        case .credited(let posting):
            var changed = row ?? .empty(account, posting.amount.currency, position)
            let amount = posting.amount.minorUnits
            changed.available = try sum(changed.available, amount, at: position)
            changed.position = position
            row = changed
        case .reserved(let reservation):
            var changed = try existing(row, account.rawValue, at: position)
            let amount = reservation.amount.minorUnits
            changed.available = try difference(changed.available, amount, at: position)
            changed.pending = try sum(changed.pending, amount, at: position)
            changed.position = position
            row = changed
        case .released(let reservation):
            var changed = try existing(row, account.rawValue, at: position)
            let amount = reservation.amount.minorUnits
            changed.available = try sum(changed.available, amount, at: position)
            changed.pending = try difference(changed.pending, amount, at: position)
            changed.position = position
            row = changed
        case .closed, .reopened: return
        }
    }

    package static func key(of row: BalanceRow) -> BalanceRow.Key {
        BalanceRow.Key(account: row.account, currency: row.currency)
    }

    package static func write(_ key: BalanceRow.Key, to sink: inout some RowSink & ~Copyable) {
        sink.int64(key.account.rawValue)
        sink.text(key.currency.code)
    }

    package static func write(_ row: BalanceRow, to sink: inout some RowSink & ~Copyable) {
        sink.int64(row.account.rawValue)
        sink.text(row.currency.code)
        sink.int64(row.available)
        sink.int64(row.pending)
        sink.int64(row.position.rawValue)
    }

    package static func read(_ row: ResultRow) throws -> BalanceRow {
        BalanceRow(
            account: AccountID(try row.int64(0)),
            currency: try row.currency(1),
            available: try row.int64(2),
            pending: try row.int64(3),
            position: LogPosition(try row.int64(4))
        )
    }

    package static func announce(_ row: BalanceRow, in batch: inout ProjectionBatch) {
        batch.balances.append(row)
    }

    package static func deadline(in event: RecordedEvent) -> DeadlineChange? {
        guard case .account(let change) = event.event, case .account(let account) = event.stream
        else { return nil }
        let (reservation, isOver): (Reservation, Bool)
        switch change {
        case .reserved(let reserved): (reservation, isOver) = (reserved, false)
        case .released(let released): (reservation, isOver) = (released, true)
        case .opened, .debited, .credited, .closed, .reopened: return nil
        }
        return DeadlineChange(
            position: event.position,
            subject: .reservation(reservation.transfer, of: account, reservation.amount),
            expiresAt: isOver ? nil : reservation.expiresAt
        )
    }
}
