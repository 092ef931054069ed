import Events
import Model
import Postgres

/// `read.transfer_totals`: count and amount of all transfers by kind and currency, from their debit
/// legs.
package enum TransferTotalProjector: Projector {
    package static let projection = ReadModel.totals

    package static let table = TableShape(
        "transfer_totals",
        keyCount: 2,
        columns: [
            .init("type", .text), .init("currency", .text), .init("count", .bigint),
            .init("amount", .text), .init("position", .bigint),
        ]
    )

    package static func key(of event: RecordedEvent) -> TransferTotalRow.Key? {
        switch event.event {
        case .account(.debited(let posting)): key(of: posting)
        case .account(.opened), .account(.credited), .account(.reserved), .account(.released),
            .account(.closed), .account(.reopened):
            nil
        case .user, .claim, .slot, .hold, .shop, .product, .order, .session, .transfer, .rates,
            .basket, .service:
            nil
        }
    }

    private static func key(of posting: Posting) -> TransferTotalRow.Key {
        TransferTotalRow.Key(kind: posting.kind, currency: posting.amount.currency)
    }

    package static func apply(
        _ event: RecordedEvent,
        to row: inout TransferTotalRow?
    ) throws(ProjectionFault) {
        guard case .account(.debited(let posting)) = event.event else { return }
        guard case .account = event.stream else {
            throw ProjectionFault(event.position, .wrongStream)
        }
        row = TransferTotalRow(
            key: key(of: posting),
            count: try sum(row?.count ?? 0, 1, at: event.position),
            amount: (row?.amount ?? 0) + Int128(posting.amount.minorUnits),
            position: event.position
        )
    }

    package static func key(of row: TransferTotalRow) -> TransferTotalRow.Key { row.key }

    package static func write(
        _ key: TransferTotalRow.Key,
        to sink: inout some RowSink & ~Copyable
    ) {
        sink.text(key.kind.rawValue)
        sink.text(key.currency.code)
    }

    package static func write(_ row: TransferTotalRow, to sink: inout some RowSink & ~Copyable) {
        write(row.key, to: &sink)
        sink.int64(row.count)
        sink.text(String(row.amount))
        sink.int64(row.position.rawValue)
    }

    package static func read(_ row: ResultRow) throws -> TransferTotalRow {
        TransferTotalRow(
            key: TransferTotalRow.Key(kind: try row.word(0), currency: try row.currency(1)),
            count: try row.int64(2),
            amount: try row.int128(3),
            position: LogPosition(try row.int64(4))
        )
    }

    /// Answers made of totals are given again for a second at most, so nobody need be told.
    package static func announce(_ row: TransferTotalRow, in batch: inout ProjectionBatch) {}
}
