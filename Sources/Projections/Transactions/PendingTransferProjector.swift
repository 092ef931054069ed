import Events
import Model

/// `read.pending_transfers`, the second table of the transactions: each two-phase transfer with its
/// state.
enum PendingTransferProjector: Projector {
    static let table = Table<PendingTransferRow>(
        "pending_transfers",
        .bigint("transfer_id") { $0.transfer.rawValue },
        .bigint("sender_id") { $0.parties.sender.rawValue },
        .bigint("receiver_id") { $0.parties.receiver.rawValue },
        .bigint("amount") { $0.amount.minorUnits },
        .text("currency") { $0.amount.currency.code },
        .text("memo") { $0.memo },
        .text("state") { $0.state.rawValue },
        .bigint("posted_amount") { $0.postedAmount },
        .timestamptz("expires_at") { $0.expiresAt },
        .timestamptz("created_at") { $0.createdAt },
        .timestamptz("ended_at") { $0.endedAt },
        .bigint("ended_position") { $0.endedPosition?.rawValue },
        .text("reference") { $0.annotation?.reference },
        .json("metadata") { $0.annotation?.metadata?.json }
    )

    enum Change {
        case reserved(TransferReserved)
        case ended(PendingTransferState, amount: Int64?)
    }

    static func effect(
        of event: RecordedEvent
    ) throws(ProjectionFault) -> (key: TransferID, change: Change)? {
        guard case .transfer(let happened) = event.event, let change = change(happened)
        else { return nil }
        guard case .transfer(let transfer) = event.stream else { throw event.wrongStream }
        return (transfer, change)
    }

    private static func change(_ event: TransferEvent) -> Change? {
        switch event {
        case .reserved(let reserved): .reserved(reserved)
        case .posted(let posted): .ended(.posted, amount: posted.amount.minorUnits)
        case .voided: .ended(.voided, amount: nil)
        case .expired: .ended(.expired, amount: nil)
        case .reversed: nil
        }
    }

    static func apply(
        _ change: Change,
        to row: inout PendingTransferRow?,
        _ transfer: TransferID,
        by event: RecordedEvent
    ) throws(ProjectionFault) {
        switch change {
        case .reserved(let reserved):
            let new = PendingTransferRow(
                transfer: transfer,
                parties: reserved.parties,
                amount: reserved.amount,
                memo: reserved.memo,
                state: .pending,
                expiresAt: reserved.expiresAt,
                createdAt: event.recordedAt,
                annotation: reserved.annotation
            )
            try make(&row, transfer, event, new)
        case .ended(let state, let amount):
            var changed = try existing(row, transfer, event)
            changed.state = state
            changed.postedAmount = amount
            changed.endedAt = event.recordedAt
            changed.endedPosition = event.position
            row = changed
        }
    }

    static func key(of row: PendingTransferRow) -> TransferID { row.transfer }

    static func read(_ columns: inout ColumnReader) throws -> PendingTransferRow {
        PendingTransferRow(
            transfer: try columns.id(),
            parties: try columns.parties(),
            amount: try columns.money(),
            memo: try columns.optionalText(),
            state: try columns.word(),
            postedAmount: try columns.optionalInt64(),
            expiresAt: try columns.time(),
            createdAt: try columns.time(),
            endedAt: try columns.optionalTime(),
            endedPosition: try columns.optionalInt64().map { LogPosition($0) },
            annotation: try columns.annotation()
        )
    }

    static func announce(_ row: PendingTransferRow, in batch: inout ProjectionBatch) {
        batch.transactionAccounts.insert(row.parties.sender)
        batch.transactionAccounts.insert(row.parties.receiver)
    }
}

/// One two-phase transfer.
struct PendingTransferRow: Hashable {
    let transfer: TransferID
    let parties: TransferParties
    /// The reserved amount.
    let amount: Money
    let memo: String?
    var state: PendingTransferState
    /// The moved amount, in the reserved amount's currency; nil unless posted.
    var postedAmount: Int64?
    let expiresAt: Timestamp
    let createdAt: Timestamp
    var endedAt: Timestamp?
    /// The event that ended it, which is the last of its command: the postings are before it.
    var endedPosition: LogPosition?
    var annotation: Annotation?
}

/// The state of a two-phase transfer; raw values are the words in `read.pending_transfers`.
///
/// `pending` ends as one of the others, which have no way out.
enum PendingTransferState: String, Hashable, Sendable, CaseIterable {
    case pending
    case posted
    case voided
    case expired
}
