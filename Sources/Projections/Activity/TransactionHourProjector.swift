import Events
import Model
import Postgres

/// `read.transaction_hours`: transfers of all kinds counted by hour, from their debit legs.
package enum TransactionHourProjector: Projector {
    package static let projection = ReadModel.activity

    package static let table = TableShape(
        "transaction_hours",
        columns: [
            .init("hour", .timestamptz), .init("count", .bigint), .init("position", .bigint),
        ]
    )

    package static func key(of event: RecordedEvent) -> Timestamp? {
        switch event.event {
        case .account(.debited): hour(of: event.recordedAt)
        case .account(.opened), .account(.credited), .account(.reserved), .account(.released),
            .account(.closed), .account(.reopened):
            nil
        case .user, .claim, .slot, .hold, .shop, .product, .order, .session, .transfer, .rates,
            .basket, .service:
            nil
        }
    }

    /// When the hour of `time` began; before 1970, too, that is not after it.
    private static func hour(of time: Timestamp) -> Timestamp {
        let length: Int64 = 3_600_000_000
        let rest = time.microseconds % length
        return Timestamp(microseconds: time.microseconds - (rest < 0 ? rest + length : rest))
    }

    package static func apply(
        _ event: RecordedEvent,
        to row: inout TransactionHourRow?
    ) throws(ProjectionFault) {
        guard case .account(.debited) = event.event else { return }
        guard case .account = event.stream else {
            throw ProjectionFault(event.position, .wrongStream)
        }
        let count = try sum(row?.count ?? 0, 1, at: event.position)
        row = TransactionHourRow(
            hour: hour(of: event.recordedAt),
            count: count,
            position: event.position
        )
    }

    package static func key(of row: TransactionHourRow) -> Timestamp { row.hour }

    package static func write(_ key: Timestamp, to sink: inout some RowSink & ~Copyable) {
        sink.timestamp(key)
    }

    package static func write(_ row: TransactionHourRow, to sink: inout some RowSink & ~Copyable) {
        sink.timestamp(row.hour)
        sink.int64(row.count)
        sink.int64(row.position.rawValue)
    }

    package static func read(_ row: ResultRow) throws -> TransactionHourRow {
        TransactionHourRow(
            hour: try row.time(0),
            count: try row.int64(1),
            position: LogPosition(try row.int64(2))
        )
    }

    /// Answers made of counts are not kept, so nobody need be told.
    package static func announce(_ row: TransactionHourRow, in batch: inout ProjectionBatch) {}
}
