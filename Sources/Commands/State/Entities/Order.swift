import Events
import Model

/// An order as decisions see it: of products, placed and paid, or of services, carried out outside.
struct Order: Entity {
    /// Every way through an order's life; `done`, `cancelled` and `discarded` have no way out.
    enum State: Hashable, CaseIterable {
        /// There is no such order (→ placed, draft).
        case missing
        /// An order of services, not sent outside yet (→ inProcessing, cancelled, discarded).
        case draft
        /// An order of products, with its stock reserved (→ paid, cancelled).
        case placed
        /// → cancelled.
        case paid
        /// An order of services, registered outside or about to be (→ done, cancelled).
        case inProcessing
        case done
        case cancelled
        case discarded

        /// The refusal of a command that needs another state; `reason` is that of an order of
        /// products.
        func refusal(ofProducts reason: Rejection) -> Refusal {
            switch self {
            case .missing: .notFound(.order)
            case .draft: .rejected(.orderIsDraft)
            case .placed, .paid: .rejected(reason)
            case .inProcessing: .rejected(.orderInProcessing)
            case .done: .rejected(.orderDone)
            case .cancelled: .rejected(.orderCancelled)
            case .discarded: .rejected(.orderDiscarded)
            }
        }
    }

    private(set) var state = State.missing
    /// Nil for an order that does not exist.
    private(set) var owner: UserID?
    /// Empty for an order of services.
    private(set) var lines: [OrderLine] = []
    /// Zero for an order of services.
    private(set) var total = Money(0, .rub)
    /// Empty for an order of products.
    private(set) var services: [ServiceID] = []
    /// The id that the outside service knows the order by; nil before processing has started.
    private(set) var registration: UUID128?
    /// The outside service has the order.
    private(set) var isRegistered = false
    /// The outside service knows of the cancellation.
    private(set) var isCancellationSent = false

    mutating func evolve(_ event: OrderEvent) {
        switch event {
        case .placed(let placed):
            owner = placed.user
            lines = placed.lines
            total = Money(placed.total, placed.currency)
            state = .placed
        case .paid: state = .paid
        case .cancelled: state = .cancelled
        case .drafted(let drafted):
            owner = drafted.user
            services = drafted.services.map(\.service)
            state = .draft
        case .servicesChanged(let drafted): services = drafted.services.map(\.service)
        case .processingStarted(let started):
            registration = started.registration
            state = .inProcessing
        // Possibly of an order that was cancelled meanwhile: it stays cancelled.
        case .registered: isRegistered = true
        case .done: state = .done
        case .cancellationSent: isCancellationSent = true
        case .discarded: state = .discarded
        }
    }

    static func change(in event: Event) -> OrderEvent? {
        if case .order(let change) = event { change } else { nil }
    }
}

extension WriteModel {
    /// Returns the order and its owner; throws not found.
    borrowing func order(_ id: OrderID) throws(Refusal) -> (order: Order, owner: UserID) {
        guard let order = orders[id], let owner = order.owner else { throw .notFound(.order) }
        return (order, owner)
    }

    /// Returns the order of the user.
    ///
    /// Throws not found, or `forbidden` if it belongs to another user.
    borrowing func order(_ id: OrderID, of user: UserID) throws(Refusal) -> Order {
        let (order, owner) = try order(id)
        guard owner == user else { throw .forbidden(.owner) }
        return order
    }

    /// Returns the draft of the user.
    ///
    /// Throws what `order(_:of:)` throws, and the rejection for an order that is not a draft.
    borrowing func draft(_ id: OrderID, of user: UserID) throws(Refusal) -> Order {
        let order = try order(id, of: user)
        guard order.state == .draft else { throw order.state.refusal(ofProducts: .orderNotDraft) }
        return order
    }

    /// Lists the streams that paying or cancelling reads: the order, both accounts, every product.
    borrowing func reads(order id: OrderID, into streams: inout StreamList) {
        streams.append(.order(id))
        guard let order = orders[id], let owner = order.owner, !order.lines.isEmpty
        else { return }
        streams.append(.account(AccountID(of: owner)), .account(.sales))
        for line in order.lines { streams.append(.product(line.product)) }
    }
}

extension OrderLine {
    /// Returns the line's effect on its product's stock.
    func stock(_ change: (StockMovement) -> ProductEvent, of order: OrderID) -> NewEvent {
        .product(product, change(StockMovement(order: order, quantity: quantity)))
    }
}

/// Pays for an order from the owner's wallet: exactly its total, in one transfer.
package struct PayOrder: Command {
    let order: OrderID

    package init(_ order: OrderID) { self.order = order }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        model.reads(order: order, into: &streams)
        guard let user = streams.user, let placed = model.orders[order] else { return }
        model.reads(expiringFor: placed.total, of: AccountID(of: user), into: &streams)
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        let user = try call.user
        let placed = try model.order(order, of: user)
        guard placed.state == .placed
        else { throw placed.state.refusal(ofProducts: .orderAlreadyPaid) }
        let payer = AccountID(of: user)
        let payment = Movement(.payment, from: payer, to: .sales, placed.total, order: order)
        let moved = try payment.decide(model, call)
        var events = moved.events
        events.append(.order(order, .paid(OrderPaid(user: user, transfer: moved.transfer))))
        for line in placed.lines { events.append(line.stock(ProductEvent.sold, of: order)) }
        return Decision(events)
    }
}

/// Ends an order: reserved stock becomes free; if it was paid, the money and the stock come back;
/// if it is being processed, a job notifies the outside service afterwards.
package struct CancelOrder: Command {
    let order: OrderID

    package init(_ order: OrderID) { self.order = order }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        model.reads(order: order, into: &streams)
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        let order = try model.order(order, of: try call.user)
        switch order.state {
        case .missing: throw .notFound(.order)
        case .draft, .placed, .inProcessing: return try end(order, call)
        case .paid: return try refund(order, model, call)
        case .done: throw .rejected(.orderDone)
        case .cancelled: throw .rejected(.orderCancelled)
        case .discarded: throw .rejected(.orderDiscarded)
        }
    }

    /// Ends an order for which nothing was paid; an order of services has no lines.
    private func end(_ placed: Order, _ call: Call) throws(Refusal) -> Decision {
        let cancelled = OrderCancelled(user: try call.user, refund: nil)
        var events: [NewEvent] = [.order(order, .cancelled(cancelled))]
        for line in placed.lines { events.append(line.stock(ProductEvent.released, of: order)) }
        return Decision(events)
    }

    private func refund(
        _ placed: Order,
        _ model: borrowing WriteModel,
        _ call: Call
    ) throws(Refusal) -> Decision {
        let user = try call.user
        let payer = AccountID(of: user)
        let refund = Movement(.refund, from: .sales, to: payer, placed.total, order: order)
        let moved = try refund.decide(model, call)
        var events = moved.events
        let cancelled = OrderCancelled(user: user, refund: moved.transfer)
        events.append(.order(order, .cancelled(cancelled)))
        for line in placed.lines {
            let onHand = model.products[line.product]?.onHand ?? 0
            guard !onHand.addingReportingOverflow(line.quantity).overflow
            else { throw .rejected(.stockLimit) }
            events.append(line.stock(ProductEvent.returned, of: order))
        }
        return Decision(events)
    }
}
