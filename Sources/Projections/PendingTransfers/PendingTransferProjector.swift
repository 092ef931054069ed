import Events
import Model
import Postgres

/// `read.pending_transfers`, the second table of the transactions: each two-phase transfer with what
/// became of it.
package enum PendingTransferProjector: Projector {
    package static let projection = ReadModel.transactions

    package static let table = TableShape(
        "pending_transfers",
        columns: [
            .init("transfer_id", .bigint), .init("sender_id", .bigint),
            .init("receiver_id", .bigint), .init("amount", .bigint), .init("currency", .text),
            .init("memo", .text), .init("state", .text), .init("posted_amount", .bigint),
            .init("expires_at", .timestamptz), .init("created_at", .timestamptz),
            .init("ended_at", .timestamptz), .init("ended_position", .bigint),
        ]
    )

    package static func key(of event: RecordedEvent) -> TransferID? {
        switch event.event {
        case .transfer(.reserved), .transfer(.posted), .transfer(.voided), .transfer(.expired):
            guard case .transfer(let transfer) = event.stream else { return TransferID(0) }
            return transfer
        case .transfer(.reversed), .account, .user, .claim, .slot, .hold, .shop, .product, .order,
            .session, .rates, .basket, .service:
            return nil
        }
    }

    package static func apply(
        _ event: RecordedEvent,
        to row: inout PendingTransferRow?
    ) throws(ProjectionFault) {
        guard case .transfer(let change) = event.event else { return }
        guard case .transfer(let transfer) = event.stream else {
            throw ProjectionFault(event.position, .wrongStream)
        }
        switch change {
        case .reserved(let reserved):
            try requireNone(row, transfer.rawValue, at: event.position)
            row = PendingTransferRow(
                transfer: transfer,
                parties: reserved.parties,
                amount: reserved.amount,
                memo: reserved.memo,
                state: .pending,
                postedAmount: nil,
                expiresAt: reserved.expiresAt,
                createdAt: event.recordedAt,
                endedAt: nil,
                endedPosition: nil
            )
        case .posted(let posted):
            row = try ended(row, .posted, event, transfer, amount: posted.amount.minorUnits)
        case .voided: row = try ended(row, .voided, event, transfer)
        case .expired: row = try ended(row, .expired, event, transfer)
        case .reversed: return
        }
    }

    private static func ended(
        _ row: PendingTransferRow?,
        _ state: PendingTransferState,
        _ event: RecordedEvent,
        _ transfer: TransferID,
        amount: Int64? = nil
    ) throws(ProjectionFault) -> PendingTransferRow {
        var changed = try existing(row, transfer.rawValue, at: event.position)
        changed.state = state
        changed.postedAmount = amount
        changed.endedAt = event.recordedAt
        changed.endedPosition = event.position
        return changed
    }

    package static func key(of row: PendingTransferRow) -> TransferID { row.transfer }

    package static func write(_ key: TransferID, to sink: inout some RowSink & ~Copyable) {
        sink.int64(key.rawValue)
    }

    package static func write(_ row: PendingTransferRow, to sink: inout some RowSink & ~Copyable) {
        sink.int64(row.transfer.rawValue)
        sink.int64(row.parties.sender.rawValue)
        sink.int64(row.parties.receiver.rawValue)
        sink.int64(row.amount.minorUnits)
        sink.text(row.amount.currency.code)
        sink.optionalText(row.memo)
        sink.text(row.state.rawValue)
        sink.optionalInt64(row.postedAmount)
        sink.timestamp(row.expiresAt)
        sink.timestamp(row.createdAt)
        sink.optionalTimestamp(row.endedAt)
        sink.optionalInt64(row.endedPosition?.rawValue)
    }

    package static func read(_ row: ResultRow) throws -> PendingTransferRow {
        PendingTransferRow(
            transfer: TransferID(try row.int64(0)),
            parties: TransferParties(
                sender: AccountID(try row.int64(1)),
                receiver: AccountID(try row.int64(2))
            ),
            amount: Money(try row.int64(3), try row.currency(4)),
            memo: try row.optionalString(5),
            state: try row.word(6),
            postedAmount: try row.optionalInt64(7),
            expiresAt: try row.time(8),
            createdAt: try row.time(9),
            endedAt: try row.optionalTime(10),
            endedPosition: try row.optionalInt64(11).map { LogPosition($0) }
        )
    }

    package static func announce(_ row: PendingTransferRow, in batch: inout ProjectionBatch) {
        batch.transactionAccounts.insert(row.parties.sender)
        batch.transactionAccounts.insert(row.parties.receiver)
    }
}
