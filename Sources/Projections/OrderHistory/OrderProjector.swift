import Events
import Model
import Postgres

/// `read.order_history`: each order with what it is for, its status and payment.
package enum OrderProjector: Projector {
    package static let projection = ReadModel.orderHistory

    package static let table = TableShape(
        "order_history",
        columns: [
            .init("order_id", .bigint), .init("user_id", .bigint), .init("status", .text),
            .init("currency", .text), .init("lines", .json), .init("tax", .bigint),
            .init("total", .bigint), .init("transfer_id", .bigint), .init("refund_id", .bigint),
            .init("placed_at", .timestamptz), .init("paid_at", .timestamptz),
            .init("cancelled_at", .timestamptz), .init("position", .bigint),
            .init("services", .json), .init("registration", .text),
            .init("registered_at", .timestamptz), .init("started_at", .timestamptz),
            .init("done_at", .timestamptz), .init("cancellation_sent_at", .timestamptz),
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
            row = OrderRow(placed: placed, order, event)
        case .drafted(let drafted):
            try requireNone(row, order.rawValue, at: event.position)
            row = OrderRow(drafted: drafted, order, event)
        case .paid, .cancelled, .servicesChanged, .processingStarted, .registered, .done,
            .cancellationSent, .discarded:
            var changed = try existing(row, order.rawValue, at: event.position)
            changed.change(by: change, at: event.recordedAt)
            changed.position = event.position
            row = changed
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
        sink.optionalText(row.currency?.code)
        sink.json(row.lines)
        sink.int64(row.tax)
        sink.int64(row.total)
        sink.optionalInt64(row.transfer?.rawValue)
        sink.optionalInt64(row.refund?.rawValue)
        sink.timestamp(row.placedAt)
        sink.optionalTimestamp(row.paidAt)
        sink.optionalTimestamp(row.cancelledAt)
        sink.int64(row.position.rawValue)
        sink.optionalJSON(row.services?.list)
        sink.optionalText(row.services?.registration?.text)
        sink.optionalTimestamp(row.services?.registeredAt)
        sink.optionalTimestamp(row.services?.startedAt)
        sink.optionalTimestamp(row.services?.doneAt)
        sink.optionalTimestamp(row.services?.cancellationSentAt)
    }

    package static func read(_ row: ResultRow) throws -> OrderRow {
        OrderRow(
            order: OrderID(try row.int64(0)),
            user: UserID(try row.int64(1)),
            status: try row.word(2),
            currency: try row.optionalCurrency(3),
            lines: try row.string(4),
            tax: try row.int64(5),
            total: try row.int64(6),
            transfer: try row.optionalID(7),
            refund: try row.optionalID(8),
            placedAt: try row.time(9),
            paidAt: try row.optionalTime(10),
            cancelledAt: try row.optionalTime(11),
            position: LogPosition(try row.int64(12)),
            services: try services(row)
        )
    }

    private static func services(_ row: ResultRow) throws -> OrderRow.Services? {
        guard let list = try row.optionalString(13) else { return nil }
        return OrderRow.Services(
            list: list,
            registration: try row.optionalUUID(14),
            registeredAt: try row.optionalTime(15),
            startedAt: try row.optionalTime(16),
            doneAt: try row.optionalTime(17),
            cancellationSentAt: try row.optionalTime(18)
        )
    }

    package static func announce(_ row: OrderRow, in batch: inout ProjectionBatch) {
        batch.orderUsers.insert(row.user)
    }
}
