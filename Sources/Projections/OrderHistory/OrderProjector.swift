import Events
import Postgres

/// `read.order_history`: each order with its lines, status and payment.
package enum OrderProjector: Projector {
    package static let projection = ProjectionName.orderHistory

    package static let table = TableShape(
        "order_history",
        columns: [
            .init("order_id", .bigint), .init("user_id", .bigint), .init("status", .text),
            .init("currency", .text), .init("lines", .json), .init("tax", .bigint),
            .init("total", .bigint), .init("transfer_id", .bigint), .init("refund_id", .bigint),
            .init("placed_at", .timestamptz), .init("paid_at", .timestamptz),
            .init("cancelled_at", .timestamptz), .init("position", .bigint),
        ]
    )

    package static func key(of event: RecordedEvent) -> OrderID? {
        switch event.event {
        case .order:
            guard case .order(let order) = event.stream else { return OrderID(0) }
            return order
        case .user, .claim, .account, .slot, .hold, .shop, .product, .session, .transfer, .rates,
            .basket, .service:
            return nil
        }
    }

    package static func apply(
        _ event: RecordedEvent,
        to row: inout OrderRow?
    ) throws(ProjectionFault) {
        guard case .order(let change) = event.event else { return }
        guard case .order(let order) = event.stream else {
            throw ProjectionFault(event.position, .wrongStream)
        }
        switch change {
        case .placed(let placed):
            try requireNone(row, order.rawValue, at: event.position)
            row = OrderRow(
                order: order,
                user: placed.user,
                status: .placed,
                currency: placed.currency,
                lines: OrderLines.json(placed.lines),
                tax: placed.tax,
                total: placed.total,
                transfer: nil,
                refund: nil,
                placedAt: event.recordedAt,
                paidAt: nil,
                cancelledAt: nil,
                position: event.position
            )
        case .paid(let paid):
            var changed = try existing(row, order.rawValue, at: event.position)
            changed.status = .paid
            changed.transfer = paid.transfer
            changed.paidAt = event.recordedAt
            changed.position = event.position
            row = changed
        case .cancelled(let cancelled):
            var changed = try existing(row, order.rawValue, at: event.position)
            changed.status = .cancelled
            changed.refund = cancelled.refund
            changed.cancelledAt = event.recordedAt
            changed.position = event.position
            row = changed
        case .drafted, .servicesChanged, .processingStarted, .registered, .done, .cancellationSent,
            .discarded:
            return  // PROVISIONAL
        }
    }

    package static func key(of row: OrderRow) -> OrderID { row.order }

    package static func write(_ key: OrderID, to sink: inout some RowSink & ~Copyable) {
        sink.int64(key.rawValue)
    }

    package static func write(_ row: OrderRow, to sink: inout some RowSink & ~Copyable) {
        sink.int64(row.order.rawValue)
        sink.int64(row.user.rawValue)
        sink.text(row.status.rawValue)
        sink.text(row.currency.code)
        sink.json(row.lines)
        sink.int64(row.tax)
        sink.int64(row.total)
        sink.optionalInt64(row.transfer?.rawValue)
        sink.optionalInt64(row.refund?.rawValue)
        sink.timestamp(row.placedAt)
        sink.optionalTimestamp(row.paidAt)
        sink.optionalTimestamp(row.cancelledAt)
        sink.int64(row.position.rawValue)
    }

    package static func read(_ row: ResultRow) throws -> OrderRow {
        OrderRow(
            order: OrderID(try row.int64(0)),
            user: UserID(try row.int64(1)),
            status: try row.word(2),
            currency: try row.currency(3),
            lines: try row.string(4),
            tax: try row.int64(5),
            total: try row.int64(6),
            transfer: try row.optionalID(7),
            refund: try row.optionalID(8),
            placedAt: try row.time(9),
            paidAt: try row.optionalTime(10),
            cancelledAt: try row.optionalTime(11),
            position: LogPosition(try row.int64(12))
        )
    }

    package static func announce(_ row: OrderRow, in batch: inout ProjectionBatch) {
        batch.orderUsers.insert(row.user)
    }
}
