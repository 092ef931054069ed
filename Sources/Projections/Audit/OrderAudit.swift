import Events

/// An order's total is its lines and tax, and exactly that is paid, and paid back, once.
struct OrderAudit: Sendable {
    private struct Movement: Hashable {
        let kind: TransferKind
        let transfer: TransferID
        let amount: Money
    }

    private struct Order {
        var status = OrderStatus.placed
        let total: Money
    }

    private var orders: [OrderID: Order] = [:]
    /// Payments and refunds whose order event has not come yet.
    private var open: [OrderID: Movement] = [:]

    /// Remembers what an order is paid with.
    mutating func note(_ change: AccountEvent) throws(InvariantViolation) {
        guard case .debited(let posting) = change, let order = posting.order else { return }
        open[order] = Movement(
            kind: posting.kind,
            transfer: posting.transfer,
            amount: posting.amount
        )
    }

    mutating func check(_ change: OrderEvent, _ event: RecordedEvent) throws(InvariantViolation) {
        guard case .order(let order) = event.stream else {
            throw InvariantViolation(event.position, .wrongStream(event.stream))
        }
        let before = orders[order]
        switch change {
        case .placed(let placed):
            guard before == nil else {
                throw InvariantViolation(
                    event.position,
                    .order(order, from: before?.status, to: .placed)
                )
            }
            try checkSum(placed, order, event)
            orders[order] = Order(total: Money(placed.total, placed.currency))
        case .paid(let paid):
            guard let before, before.status == .placed else {
                throw InvariantViolation(
                    event.position,
                    .order(order, from: before?.status, to: .paid)
                )
            }
            try settle(order, .payment, paid.transfer, before.total, event)
            orders[order]?.status = .paid
        case .cancelled(let cancelled):
            guard let before, before.status != .cancelled else {
                throw InvariantViolation(
                    event.position,
                    .order(order, from: before?.status, to: .cancelled)
                )
            }
            guard (cancelled.refund != nil) == (before.status == .paid) else {
                throw InvariantViolation(event.position, .orderPayment(order))
            }
            if let refund = cancelled.refund {
                try settle(order, .refund, refund, before.total, event)
            }
            orders[order]?.status = .cancelled
        case .drafted, .servicesChanged, .processingStarted, .registered, .done, .cancellationSent,
            .discarded:
            break  // PROVISIONAL
        }
    }

    private func checkSum(
        _ placed: OrderPlaced,
        _ order: OrderID,
        _ event: RecordedEvent
    ) throws(InvariantViolation) {
        var total = placed.tax
        for line in placed.lines {
            let (amount, overflow) = line.unitPrice.multipliedReportingOverflow(by: line.quantity)
            let (sum, sumOverflow) = total.addingReportingOverflow(amount)
            guard !overflow, !sumOverflow, amount == line.amount else {
                throw InvariantViolation(event.position, .orderSum(order))
            }
            total = sum
        }
        guard total == placed.total, !placed.lines.isEmpty else {
            throw InvariantViolation(event.position, .orderSum(order))
        }
    }

    private mutating func settle(
        _ order: OrderID,
        _ kind: TransferKind,
        _ transfer: TransferID,
        _ total: Money,
        _ event: RecordedEvent
    ) throws(InvariantViolation) {
        let wanted = Movement(kind: kind, transfer: transfer, amount: total)
        guard open.removeValue(forKey: order) == wanted else {
            throw InvariantViolation(event.position, .orderPayment(order))
        }
    }
}
