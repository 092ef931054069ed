import Events
import Model

/// `read.order_history`: each order with its lines or services, its status and payment.
enum OrderProjector: Projector {
    static let table = Table<OrderRow>(
        "order_history",
        .bigint("order_id") { $0.order.rawValue },
        .bigint("user_id") { $0.user.rawValue },
        .text("status") { $0.status.rawValue },
        .text("currency") { $0.currency?.code },
        .json("lines") { $0.lines },
        .bigint("tax") { $0.tax },
        .bigint("total") { $0.total },
        .bigint("transfer_id") { $0.transfer?.rawValue },
        .bigint("refund_id") { $0.refund?.rawValue },
        .timestamptz("placed_at") { $0.placedAt },
        .timestamptz("paid_at") { $0.paidAt },
        .timestamptz("cancelled_at") { $0.cancelledAt },
        .bigint("position") { $0.position.rawValue },
        .json("services") { $0.services?.list },
        .text("registration") { $0.services?.registration?.text },
        .timestamptz("registered_at") { $0.services?.registeredAt },
        .timestamptz("started_at") { $0.services?.startedAt },
        .timestamptz("done_at") { $0.services?.doneAt },
        .timestamptz("cancellation_sent_at") { $0.services?.cancellationSentAt }
    )

    static func effect(
        of event: RecordedEvent
    ) throws(ProjectionFault) -> (key: OrderID, change: OrderEvent)? {
        guard case .order(let change) = event.event else { return nil }
        guard case .order(let order) = event.stream else { throw event.wrongStream }
        return (order, change)
    }

    static func apply(
        _ change: OrderEvent,
        to row: inout OrderRow?,
        _ order: OrderID,
        by event: RecordedEvent
    ) throws(ProjectionFault) {
        switch change {
        case .placed(let placed):
            try make(&row, order, event, OrderRow(placed: placed, order, event))
        case .drafted(let drafted):
            try make(&row, order, event, OrderRow(drafted: drafted, order, event))
        case .paid, .cancelled, .servicesChanged, .processingStarted, .registered, .done,
            .cancellationSent, .discarded:
            try self.change(&row, order, event) { $0.change(by: change, at: event.recordedAt) }
        }
    }

    static func key(of row: OrderRow) -> OrderID { row.order }

    static func read(_ columns: inout ColumnReader) throws -> OrderRow {
        OrderRow(
            order: try columns.id(),
            user: try columns.id(),
            status: try columns.word(),
            currency: try columns.optionalCurrency(),
            lines: try columns.text(),
            tax: try columns.int64(),
            total: try columns.int64(),
            transfer: try columns.optionalID(),
            refund: try columns.optionalID(),
            placedAt: try columns.time(),
            paidAt: try columns.optionalTime(),
            cancelledAt: try columns.optionalTime(),
            position: try columns.position(),
            services: try services(&columns)
        )
    }

    private static func services(_ columns: inout ColumnReader) throws -> OrderRow.Services? {
        guard let list = try columns.optionalText() else { return nil }
        return OrderRow.Services(
            list: list,
            registration: try columns.optionalUUID(),
            registeredAt: try columns.optionalTime(),
            startedAt: try columns.optionalTime(),
            doneAt: try columns.optionalTime(),
            cancellationSentAt: try columns.optionalTime()
        )
    }

    static func announce(_ row: OrderRow, in batch: inout ProjectionBatch) {
        batch.orderUsers.insert(row.user)
    }
}
