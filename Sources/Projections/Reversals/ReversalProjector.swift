import Events
import Model
import Postgres

/// `read.reversals`, the third table of the transactions: which transfers were taken back.
package enum ReversalProjector: Projector {
    package static let projection = ReadModel.transactions

    package static let table = TableShape(
        "reversals",
        columns: [
            .init("transfer_id", .bigint), .init("reversal_id", .bigint),
            .init("sender_id", .bigint), .init("receiver_id", .bigint),
            .init("reversed_at", .timestamptz),
        ]
    )

    package static func key(of event: RecordedEvent) -> TransferID? {
        switch event.event {
        case .transfer(.reversed):
            guard case .transfer(let transfer) = event.stream else { return TransferID(0) }
            return transfer
        case .transfer(.reserved), .transfer(.posted), .transfer(.voided), .transfer(.expired),
            .account, .user, .claim, .slot, .hold, .shop, .product, .order, .session, .rates,
            .basket, .service:
            return nil
        }
    }

    package static func apply(
        _ event: RecordedEvent,
        to row: inout ReversalRow?
    ) throws(ProjectionFault) {
        guard case .transfer(.reversed(let reversed)) = event.event else { return }
        guard case .transfer(let transfer) = event.stream else {
            throw ProjectionFault(event.position, .wrongStream)
        }
        try requireNone(row, transfer.rawValue, at: event.position)
        row = ReversalRow(
            transfer: transfer,
            reversal: reversed.reversal,
            parties: reversed.parties,
            reversedAt: event.recordedAt
        )
    }

    package static func key(of row: ReversalRow) -> TransferID { row.transfer }

    package static func write(_ key: TransferID, to sink: inout some RowSink & ~Copyable) {
        sink.int64(key.rawValue)
    }

    package static func write(_ row: ReversalRow, to sink: inout some RowSink & ~Copyable) {
        sink.int64(row.transfer.rawValue)
        sink.int64(row.reversal.rawValue)
        sink.int64(row.parties.sender.rawValue)
        sink.int64(row.parties.receiver.rawValue)
        sink.timestamp(row.reversedAt)
    }

    package static func read(_ row: ResultRow) throws -> ReversalRow {
        ReversalRow(
            transfer: TransferID(try row.int64(0)),
            reversal: TransferID(try row.int64(1)),
            parties: TransferParties(
                sender: AccountID(try row.int64(2)),
                receiver: AccountID(try row.int64(3))
            ),
            reversedAt: try row.time(4)
        )
    }

    package static func announce(_ row: ReversalRow, in batch: inout ProjectionBatch) {
        batch.transactionAccounts.insert(row.parties.sender)
        batch.transactionAccounts.insert(row.parties.receiver)
    }
}
