import Events
import Model
import Postgres

/// `read.transactions`: one row for each transfer, made from its debit leg alone, so that the credit
/// leg does not double it.
package enum TransactionProjector: Projector {
    package static let projection = ReadModel.transactions

    package static let table = TableShape(
        "transactions",
        columns: [
            .init("id", .bigint), .init("type", .text), .init("sender_id", .bigint),
            .init("receiver_id", .bigint), .init("amount", .bigint), .init("currency", .text),
            .init("memo", .text), .init("order_id", .bigint), .init("status", .text),
            .init("recorded_at", .timestamptz),
        ]
    )

    package static let isAppendOnly = true

    package static func key(of event: RecordedEvent) -> TransferID? {
        switch event.event {
        case .account(.debited(let posting)): posting.transfer
        case .account(.opened), .account(.credited), .account(.reserved), .account(.released),
            .account(.closed), .account(.reopened):
            nil
        case .user, .claim, .slot, .hold, .shop, .product, .order, .session, .transfer, .rates,
            .basket, .service:
            nil
        }
    }

    package static func apply(
        _ event: RecordedEvent,
        to row: inout TransactionRow?
    ) throws(ProjectionFault) {
        guard case .account(.debited(let posting)) = event.event else { return }
        guard case .account(let sender) = event.stream else {
            throw ProjectionFault(event.position, .wrongStream)
        }
        row = TransactionRow(
            id: posting.transfer,
            kind: posting.kind,
            sender: sender,
            receiver: posting.counterparty,
            amount: posting.amount,
            memo: posting.memo,
            order: posting.order,
            recordedAt: event.recordedAt
        )
    }

    package static func key(of row: TransactionRow) -> TransferID { row.id }

    package static func write(_ key: TransferID, to sink: inout some RowSink & ~Copyable) {
        sink.int64(key.rawValue)
    }

    package static func write(_ row: TransactionRow, to sink: inout some RowSink & ~Copyable) {
        sink.int64(row.id.rawValue)
        sink.text(row.kind.rawValue)
        sink.int64(row.sender.rawValue)
        sink.int64(row.receiver.rawValue)
        sink.int64(row.amount.minorUnits)
        sink.text(row.amount.currency.code)
        sink.optionalText(row.memo)
        sink.optionalInt64(row.order?.rawValue)
        sink.text("posted")
        sink.timestamp(row.recordedAt)
    }

    package static func read(_ row: ResultRow) throws -> TransactionRow {
        TransactionRow(
            id: TransferID(try row.int64(0)),
            kind: try row.word(1),
            sender: AccountID(try row.int64(2)),
            receiver: AccountID(try row.int64(3)),
            amount: Money(try row.int64(4), try row.currency(5)),
            memo: try row.optionalString(6),
            order: try row.optionalID(7),
            recordedAt: try row.time(9)
        )
    }

    package static func announce(_ row: TransactionRow, in batch: inout ProjectionBatch) {
        batch.transactionAccounts.insert(row.sender)
        batch.transactionAccounts.insert(row.receiver)
    }
}
