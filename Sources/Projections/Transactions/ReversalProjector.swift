import Events
import Model

/// `read.reversals`, the third table of the transactions: the transfers that were reversed.
enum ReversalProjector: Projector {
    static let table = Table<ReversalRow>(
        "reversals",
        .bigint("transfer_id") { $0.transfer.rawValue },
        .bigint("reversal_id") { $0.reversal.rawValue },
        .bigint("sender_id") { $0.parties.sender.rawValue },
        .bigint("receiver_id") { $0.parties.receiver.rawValue },
        .timestamptz("reversed_at") { $0.reversedAt }
    )

    static func effect(
        of event: RecordedEvent
    ) throws(ProjectionFault) -> (key: TransferID, change: TransferReversed)? {
        guard case .transfer(.reversed(let reversed)) = event.event else { return nil }
        guard case .transfer(let transfer) = event.stream else { throw event.wrongStream }
        return (transfer, reversed)
    }

    static func apply(
        _ reversed: TransferReversed,
        to row: inout ReversalRow?,
        _ transfer: TransferID,
        by event: RecordedEvent
    ) throws(ProjectionFault) {
        let new = ReversalRow(
            transfer: transfer,
            reversal: reversed.reversal,
            parties: reversed.parties,
            reversedAt: event.recordedAt
        )
        try make(&row, transfer, event, new)
    }

    static func key(of row: ReversalRow) -> TransferID { row.transfer }

    static func read(_ columns: inout ColumnReader) throws -> ReversalRow {
        ReversalRow(
            transfer: try columns.id(),
            reversal: try columns.id(),
            parties: try columns.parties(),
            reversedAt: try columns.time()
        )
    }

    static func announce(_ row: ReversalRow, in batch: inout ProjectionBatch) {
        batch.transactionAccounts.insert(row.parties.sender)
        batch.transactionAccounts.insert(row.parties.receiver)
    }
}

/// A transfer that was reversed.
struct ReversalRow: Hashable {
    let transfer: TransferID
    /// The transfer back.
    let reversal: TransferID
    /// The parties of the reversed transfer.
    let parties: TransferParties
    let reversedAt: Timestamp
}
