import Events
import Postgres

/// `read.balances`: every account's balance in each currency it has held, system accounts included.
package enum BalanceProjector: Projector {
    package static let projection = ProjectionName.balances

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
            guard case .account(let account) = event.stream else {
                // `apply` refuses the event, under a key that no account has.
                return BalanceRow.Key(account: AccountID(0), currency: .rub)
            }
            return BalanceRow.Key(account: account, currency: currency(of: change))
        case .user, .claim, .slot, .hold, .shop, .product, .order, .session, .transfer, .rates,
            .basket, .service:
            return nil
        }
    }

    /// A new account shows a balance of zero in the currency that it was opened in.
    private static func currency(of event: AccountEvent) -> Currency {
        switch event {
        case .opened(let opened): opened.currency
        case .debited(let posting), .credited(let posting): posting.amount.currency
        case .reserved(let reservation), .released(let reservation): reservation.amount.currency
        // PROVISIONAL: no row is touched
        case .closed, .reopened: .rub
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
        let before = row?.available ?? 0
        let available: Int64
        switch change {
        case .opened:
            try requireNone(row, account.rawValue, at: event.position)
            available = 0
        case .debited(let posting):
            available = try difference(before, posting.amount.minorUnits, at: event.position)
        case .credited(let posting):
            available = try sum(before, posting.amount.minorUnits, at: event.position)
        case .reserved, .released, .closed, .reopened: return  // PROVISIONAL
        }
        if row == nil {
            row = BalanceRow(
                account: account,
                currency: currency(of: change),
                available: available,
                pending: 0,
                position: event.position
            )
        } else {
            row?.available = available
            row?.position = event.position
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
}
