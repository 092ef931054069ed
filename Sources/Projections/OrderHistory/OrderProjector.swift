import Events
import Model
import Text

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
        .timestamptz("cancellation_sent_at") { $0.services?.cancellationSentAt },
        .text("reference") { $0.annotation?.reference },
        .json("metadata") { $0.annotation?.metadata?.json }
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
            services: try services(&columns),
            annotation: try columns.annotation()
        )
    }

    private static func services(_ columns: inout ColumnReader) throws -> OrderRow.Services? {
        let list = try columns.optionalText()
        // All columns are passed over, also those of an order of products.
        let services = OrderRow.Services(
            list: list ?? "[]",
            registration: try columns.optionalUUID(),
            registeredAt: try columns.optionalTime(),
            startedAt: try columns.optionalTime(),
            doneAt: try columns.optionalTime(),
            cancellationSentAt: try columns.optionalTime()
        )
        return list == nil ? nil : services
    }

    static func announce(_ row: OrderRow, in batch: inout ProjectionBatch) {
        batch.orderUsers.insert(row.user)
    }
}

/// One order: of products, with its lines frozen as placed, or of services.
struct OrderRow: Hashable, PositionedRow {
    let order: OrderID
    let user: UserID
    var status: OrderStatus
    /// Nil if the order is of services, which cost nothing here.
    let currency: Currency?
    /// JSON text: `[{"product_id","name","quantity","unit_price","amount"}]`, keys in this order;
    /// empty if the order is of services.
    let lines: String
    /// Minor units, as is `total`.
    let tax: Int64
    let total: Int64
    var transfer: TransferID?
    var refund: TransferID?
    /// For an order of services: the time of its draft.
    let placedAt: Timestamp
    var paidAt: Timestamp?
    var cancelledAt: Timestamp?
    var position: LogPosition
    /// Nil if the order is of products.
    var services: Services?
    var annotation: Annotation?

    /// The columns of orders of services.
    struct Services: Hashable {
        /// JSON text: `[{"service_id","name"}]`, keys in this order.
        var list: String
        /// Names the order at the outside service.
        var registration: UUID128?
        var registeredAt: Timestamp?
        var startedAt: Timestamp?
        var doneAt: Timestamp?
        var cancellationSentAt: Timestamp?
    }
}

/// The status of an order; raw values are the words in `read.order_history`.
///
/// Of products: `placed` becomes `paid` or `cancelled`, `paid` only `cancelled`. Of services:
/// `draft` becomes `inProcessing`, `cancelled` or `discarded`, and `inProcessing` becomes `done` or
/// `cancelled`. `done`, `cancelled` and `discarded` have no way out.
package enum OrderStatus: String, Hashable, Sendable, CaseIterable {
    case placed
    case paid
    case draft
    case inProcessing = "in_processing"
    case done
    case cancelled
    case discarded
}

/// How events change an order's row.
extension OrderRow {
    init(placed: OrderPlaced, _ order: OrderID, _ event: RecordedEvent) {
        self.init(
            order: order,
            user: placed.user,
            status: .placed,
            currency: placed.currency,
            lines: OrderLines.json(placed.lines),
            tax: placed.tax,
            total: placed.total,
            placedAt: event.recordedAt,
            position: event.position,
            annotation: placed.annotation
        )
    }

    init(drafted: OrderDrafted, _ order: OrderID, _ event: RecordedEvent) {
        self.init(
            order: order,
            user: drafted.user,
            status: .draft,
            currency: nil,
            lines: "[]",
            tax: 0,
            total: 0,
            placedAt: event.recordedAt,
            position: event.position,
            services: Services(list: OrderLines.json(drafted.services)),
            annotation: drafted.annotation
        )
    }

    /// Follows an event after the first one, at `time`.
    mutating func change(by change: OrderEvent, at time: Timestamp) {
        switch change {
        case .placed, .drafted: return
        case .paid(let paid):
            status = .paid
            transfer = paid.transfer
            paidAt = time
        case .cancelled(let cancelled):
            status = .cancelled
            refund = cancelled.refund
            cancelledAt = time
        case .servicesChanged(let drafted):
            services?.list = OrderLines.json(drafted.services)
        case .processingStarted(let started):
            status = .inProcessing
            services?.registration = started.registration
            services?.startedAt = time
        case .registered: services?.registeredAt = time
        case .done:
            status = .done
            services?.doneAt = time
        case .cancellationSent: services?.cancellationSentAt = time
        case .discarded: status = .discarded
        }
    }
}

/// Lines and services of an order as the JSON text in `read.order_history`; the same ones always
/// give the same bytes.
private enum OrderLines {
    static func json(_ lines: [OrderLine]) -> String {
        json(lines) { line, writer in
            writer.member("product_id", line.product.rawValue)
            writer.member("name", line.name)
            writer.member("quantity", line.quantity)
            writer.member("unit_price", line.unitPrice)
            writer.member("amount", line.amount)
        }
    }

    static func json(_ services: [OrderedService]) -> String {
        json(services) { service, writer in
            writer.member("service_id", service.service.value.text)
            writer.member("name", service.name)
        }
    }

    private static func json<Element>(
        _ elements: [Element],
        _ write: (Element, inout JSONWriter) -> Void
    ) -> String {
        // An element usually takes fewer than 96 bytes.
        var writer = JSONWriter(capacity: 96 * elements.count + 2)
        writer.beginArray()
        for element in elements { writer.object { write(element, &$0) } }
        writer.endArray()
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
