import Entities
import Events
import Model

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
