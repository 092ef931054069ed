import Events
import Model

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
            position: event.position
        )
    }

    init(drafted: OrderDrafted, _ order: OrderID, _ event: RecordedEvent) {
        self.init(
            order: order,
            user: drafted.user,
            status: .draft,
            currency: nil,
            lines: OrderLines.none,
            tax: 0,
            total: 0,
            placedAt: event.recordedAt,
            position: event.position,
            services: Services(list: OrderLines.json(drafted.services))
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
