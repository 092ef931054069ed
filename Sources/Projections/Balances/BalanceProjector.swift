import Events
import Model

/// `read.balances`: every account's balance in each currency it has held, system accounts included.
enum BalanceProjector: Projector {
    static let table = Table<BalanceRow>(
        "balances",
        keyCount: 2,
        .bigint("account_id") { $0.account.rawValue },
        .text("currency") { $0.currency.code },
        .bigint("available") { $0.available },
        .bigint("pending") { $0.pending },
        .bigint("position") { $0.position.rawValue }
    )

    /// More than other rows: one takes about 100 bytes with its place in the dictionary.
    static let rowsInMemory = 200_000

    static func effect(
        of event: RecordedEvent
    ) throws(ProjectionFault) -> (key: BalanceRow.Key, change: AccountEvent)? {
        guard case .account(let change) = event.event, let currency = currency(of: change)
        else { return nil }
        guard case .account(let account) = event.stream else { throw event.wrongStream }
        return (BalanceRow.Key(account: account, currency: currency), change)
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

    static func apply(
        _ change: AccountEvent,
        to row: inout BalanceRow?,
        _ key: BalanceRow.Key,
        by event: RecordedEvent
    ) throws(ProjectionFault) {
        var changed = row ?? BalanceRow(account: key.account, currency: key.currency)
        switch change {
        case .opened: try make(&row, key.account, event, changed)
        case .debited(let posting):
            changed.available = try event.difference(changed.available, posting.amount.minorUnits)
        case .credited(let posting):
            changed.available = try event.sum(changed.available, posting.amount.minorUnits)
        case .reserved(let reservation):
            let amount = reservation.amount.minorUnits
            changed = try existing(row, key.account, event)
            changed.available = try event.difference(changed.available, amount)
            changed.pending = try event.sum(changed.pending, amount)
        case .released(let reservation):
            let amount = reservation.amount.minorUnits
            changed = try existing(row, key.account, event)
            changed.available = try event.sum(changed.available, amount)
            changed.pending = try event.difference(changed.pending, amount)
        case .closed, .reopened: return
        }
        changed.position = event.position
        row = changed
    }

    static func key(of row: BalanceRow) -> BalanceRow.Key {
        BalanceRow.Key(account: row.account, currency: row.currency)
    }

    static func read(_ columns: inout ColumnReader) throws -> BalanceRow {
        BalanceRow(
            account: try columns.id(),
            currency: try columns.currency(),
            available: try columns.int64(),
            pending: try columns.int64(),
            position: try columns.position()
        )
    }

    static func announce(_ row: BalanceRow, in batch: inout ProjectionBatch) {
        batch.balances.append(row)
    }

    static func deadline(in event: RecordedEvent) -> DeadlineChange? {
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

extension BalanceRow.Key: RowKey {
    func write(to sink: inout some RowSink & ~Copyable) {
        account.write(to: &sink)
        currency.write(to: &sink)
    }
}
