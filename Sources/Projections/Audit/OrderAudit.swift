import Events
import Model
import Projections

/// Checks that an order changes only as allowed; that its total is its lines and tax, paid once and
/// refunded once; and that an order of services has each once and a unique name outside.
struct OrderAudit: Sendable {
    private struct Movement: Hashable {
        let kind: TransferKind
        let transfer: TransferID
        let amount: Money
    }

    private struct Order {
        var status: OrderStatus
        let user: UserID
        /// Nil if it is of services.
        var total: Money?
        var isStarted = false
        var isRegistered = false
        var isCancellationSent = false
    }

    private var orders: [OrderID: Order] = [:]
    private var registrations: Set<UUID128> = []
    /// Payments and refunds whose order event is still to follow.
    private var open: [OrderID: Movement] = [:]

    /// Whether the user has such an order.
    func has(_ order: OrderID, of user: UserID) -> Bool { orders[order]?.user == user }

    /// Remembers the payment of an order.
    mutating func note(_ change: AccountEvent, _ event: RecordedEvent) throws(InvariantViolation) {
        guard case .debited(let posting) = change, let order = posting.order else { return }
        let movement = Movement(
            kind: posting.kind,
            transfer: posting.transfer,
            amount: posting.amount
        )
        guard open.updateValue(movement, forKey: order) == nil else {
            throw event.breaks(.orderPayment(order))
        }
    }

    /// At a command's end: every payment of an order has its order event.
    func requireSettled(at position: LogPosition) throws(InvariantViolation) {
        guard let order = open.keys.min() else { return }
        throw InvariantViolation(position, .orderPayment(order))
    }

    mutating func check(_ change: OrderEvent, _ event: RecordedEvent) throws(InvariantViolation) {
        guard case .order(let id) = event.stream else { throw .wrongStream(event) }
        switch change {
        case .placed(let placed):
            try requireStep(id, from: [nil], to: .placed, event)
            try checkSum(placed, id, event)
            orders[id] = Order(
                status: .placed,
                user: placed.user,
                total: Money(placed.total, placed.currency)
            )
        case .drafted(let drafted):
            try requireStep(id, from: [nil], to: .draft, event)
            try checkServices(drafted, id, event)
            orders[id] = Order(status: .draft, user: drafted.user)
        case .paid(let paid):
            let order = try step(id, from: [.placed], to: .paid, event)
            try settle(id, .payment, paid.transfer, order.total, event)
        case .cancelled(let cancelled):
            let order = try step(
                id,
                from: [.placed, .paid, .draft, .inProcessing],
                to: .cancelled,
                event
            )
            guard (cancelled.refund != nil) == (order.status == .paid) else {
                throw event.breaks(.orderPayment(id))
            }
            if let refund = cancelled.refund {
                try settle(id, .refund, refund, order.total, event)
            }
        case .servicesChanged(let drafted):
            try step(id, from: [.draft], to: .draft, event)
            try checkServices(drafted, id, event)
        case .processingStarted(let started):
            try step(id, from: [.draft], to: .inProcessing, event)
            guard registrations.insert(started.registration).inserted else {
                throw event.breaks(.registration(id))
            }
            orders[id]?.isStarted = true
        case .done:
            let order = try step(id, from: [.inProcessing], to: .done, event)
            guard order.isRegistered else { throw .notFollowing(event) }
        case .discarded: try step(id, from: [.draft], to: .discarded, event)
        case .registered, .cancellationSent: try checkOutside(change, id, event)
        }
    }

    /// An acknowledgement of the outside service changes no status.
    private mutating func checkOutside(
        _ change: OrderEvent,
        _ id: OrderID,
        _ event: RecordedEvent
    ) throws(InvariantViolation) {
        guard let order = orders[id], order.isStarted, !order.isCancellationSent
        else { throw .notFollowing(event) }
        if case .registered = change {
            // An order that was cancelled during its registration may still have been registered.
            guard order.status == .inProcessing || order.status == .cancelled, !order.isRegistered
            else { throw .notFollowing(event) }
            orders[id]?.isRegistered = true
        } else {
            guard order.status == .cancelled else { throw .notFollowing(event) }
            orders[id]?.isCancellationSent = true
        }
    }

    private func requireStep(
        _ id: OrderID,
        from before: Set<OrderStatus?>,
        to after: OrderStatus,
        _ event: RecordedEvent
    ) throws(InvariantViolation) {
        let status = orders[id]?.status
        guard before.contains(status) else {
            throw event.breaks(.order(id, from: status, to: after))
        }
    }

    /// Returns the order as it was.
    @discardableResult
    private mutating func step(
        _ id: OrderID,
        from before: Set<OrderStatus?>,
        to after: OrderStatus,
        _ event: RecordedEvent
    ) throws(InvariantViolation) -> Order {
        try requireStep(id, from: before, to: after, event)
        guard let order = orders[id] else { throw .notFollowing(event) }
        orders[id]?.status = after
        return order
    }

    private func checkServices(
        _ drafted: OrderDrafted,
        _ order: OrderID,
        _ event: RecordedEvent
    ) throws(InvariantViolation) {
        let services = drafted.services.map(\.service)
        guard !services.isEmpty, Set(services).count == services.count else {
            throw event.breaks(.orderServices(order))
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
                throw event.breaks(.orderSum(order))
            }
            total = sum
        }
        guard total == placed.total, !placed.lines.isEmpty else {
            throw event.breaks(.orderSum(order))
        }
    }

    private mutating func settle(
        _ order: OrderID,
        _ kind: TransferKind,
        _ transfer: TransferID,
        _ total: Money?,
        _ event: RecordedEvent
    ) throws(InvariantViolation) {
        let moved = open.removeValue(forKey: order)
        guard let total, moved == Movement(kind: kind, transfer: transfer, amount: total) else {
            throw event.breaks(.orderPayment(order))
        }
    }
}

extension OrderAudit {
    /// Takes an earlier event of an order that is to change.
    mutating func recall(_ change: OrderEvent, of id: OrderID) {
        switch change {
        case .placed(let placed):
            orders[id] = Order(
                status: .placed,
                user: placed.user,
                total: Money(placed.total, placed.currency)
            )
        case .drafted(let drafted): orders[id] = Order(status: .draft, user: drafted.user)
        case .paid: orders[id]?.status = .paid
        case .cancelled: orders[id]?.status = .cancelled
        case .servicesChanged: break
        case .processingStarted:
            orders[id]?.status = .inProcessing
            orders[id]?.isStarted = true
        case .done: orders[id]?.status = .done
        case .discarded: orders[id]?.status = .discarded
        case .registered: orders[id]?.isRegistered = true
        case .cancellationSent: orders[id]?.isCancellationSent = true
        }
    }
}

extension OrderAudit: AuditState {
    func write(to state: inout AuditStateWriter) {
        state.add(registrations) { $0.add($1) }
    }

    init(from state: inout AuditStateReader) throws(MalformedAuditState) {
        for _ in 0..<(try state.count()) { registrations.insert(try state.uuid()) }
    }
}
