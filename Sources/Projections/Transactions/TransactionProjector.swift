import Events
import Model

/// `read.transactions`: one row for each transfer, made from its debit leg alone, so that the
/// credit leg does not double it.
enum TransactionProjector: Projector {
    static let table = Table<TransactionRow>(
        "transactions",
        .bigint("id") { $0.id.rawValue },
        .text("type") { $0.kind.rawValue },
        .bigint("sender_id") { $0.sender.rawValue },
        .bigint("receiver_id") { $0.receiver.rawValue },
        .bigint("amount") { $0.amount.minorUnits },
        .text("currency") { $0.amount.currency.code },
        .text("memo") { $0.memo },
        .bigint("order_id") { $0.order?.rawValue },
        .text("status") { _ in "posted" },
        .timestamptz("recorded_at") { $0.recordedAt },
        .bigint("position") { $0.position.rawValue },
        .bigint("exchange_id") { $0.exchange?.rawValue },
        .text("rate") { $0.rate?.text },
        .text("reference") { $0.annotation?.reference },
        .json("metadata") { $0.annotation?.metadata?.json }
    )

    static let isAppendOnly = true

    static func effect(
        of event: RecordedEvent
    ) throws(ProjectionFault) -> (key: TransferID, change: TransactionRow)? {
        guard case .account(.debited(let posting)) = event.event else { return nil }
        guard case .account(let sender) = event.stream else { throw event.wrongStream }
        let row = TransactionRow(
            id: posting.transfer,
            kind: posting.kind,
            sender: sender,
            receiver: posting.counterparty,
            amount: posting.amount,
            memo: posting.memo,
            order: posting.order,
            recordedAt: event.recordedAt,
            position: event.position,
            exchange: exchange(of: posting, from: sender),
            rate: posting.exchange?.rate,
            annotation: posting.annotation
        )
        return (posting.transfer, row)
    }

    /// The transfer of the sold currency, for both movements of an exchange.
    ///
    /// Postings of schema 1 do not name it. Its two postings are right before those of the
    /// purchase.
    private static func exchange(of posting: Posting, from sender: AccountID) -> TransferID? {
        if let terms = posting.exchange { return terms.sale }
        guard posting.kind == .exchange else { return nil }
        let isPurchase = sender == .liquidity
        return isPurchase ? TransferID(posting.transfer.rawValue - 2) : posting.transfer
    }

    static func apply(
        _ change: TransactionRow,
        to row: inout TransactionRow?,
        _ transfer: TransferID,
        by event: RecordedEvent
    ) throws(ProjectionFault) {
        row = change
    }

    static func key(of row: TransactionRow) -> TransferID { row.id }

    static func read(_ columns: inout ColumnReader) throws -> TransactionRow {
        TransactionRow(
            id: try columns.id(),
            kind: try columns.word(),
            sender: try columns.id(),
            receiver: try columns.id(),
            amount: try columns.money(),
            memo: try columns.optionalText(),
            order: try columns.optionalID(),
            recordedAt: try columns.time(skipping: 1),
            position: try columns.position(),
            exchange: try columns.optionalID(),
            rate: try columns.optionalDecimal(),
            annotation: try columns.annotation()
        )
    }

    static func announce(_ row: TransactionRow, in batch: inout ProjectionBatch) {
        batch.transactionAccounts.insert(row.sender)
        batch.transactionAccounts.insert(row.receiver)
    }
}

/// One transfer, from its debit leg.
struct TransactionRow: Hashable {
    let id: TransferID
    let kind: TransferKind
    let sender: AccountID
    let receiver: AccountID
    let amount: Money
    let memo: String?
    let order: OrderID?
    /// When the money moved.
    let recordedAt: Timestamp
    /// Of the debit: later than the id's for a transfer that was pending.
    let position: LogPosition
    let exchange: TransferID?
    let rate: ExactDecimal?
    var annotation: Annotation?
}

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
