import Events
import Model

/// `read.transaction_hours`: transfers of all kinds counted by hour, from their debit legs.
enum TransactionHourProjector: Projector {
    static let table = Table<TransactionHourRow>(
        "transaction_hours",
        .timestamptz("hour") { $0.hour },
        .bigint("count") { $0.count },
        .bigint("position") { $0.position.rawValue }
    )

    static func effect(
        of event: RecordedEvent
    ) throws(ProjectionFault) -> (key: Timestamp, change: Void)? {
        guard case .account(.debited) = event.event else { return nil }
        guard case .account = event.stream else { throw event.wrongStream }
        return (hour(of: event.recordedAt), ())
    }

    /// The start of the hour of `time`; never after it, before 1970 either.
    private static func hour(of time: Timestamp) -> Timestamp {
        let length: Int64 = 3_600_000_000
        let rest = time.microseconds % length
        return Timestamp(microseconds: time.microseconds - (rest < 0 ? rest + length : rest))
    }

    static func apply(
        _ change: Void,
        to row: inout TransactionHourRow?,
        _ hour: Timestamp,
        by event: RecordedEvent
    ) throws(ProjectionFault) {
        let count = try event.sum(row?.count ?? 0, 1)
        row = TransactionHourRow(hour: hour, count: count, position: event.position)
    }

    static func key(of row: TransactionHourRow) -> Timestamp { row.hour }

    static func read(_ columns: inout ColumnReader) throws -> TransactionHourRow {
        TransactionHourRow(
            hour: try columns.time(),
            count: try columns.int64(),
            position: try columns.position()
        )
    }

    /// Responses made of counts are not cached, so no change is announced.
    static func announce(_ row: TransactionHourRow, in batch: inout ProjectionBatch) {}
}

/// How many transfers were recorded in one hour.
struct TransactionHourRow: Hashable {
    /// The start of the hour, UTC.
    let hour: Timestamp
    let count: Int64
    let position: LogPosition
}
