import Events
import Model

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
        let order = try model.order(order, of: try call.user)
        guard order.state == .placed
        else { throw order.state.refusal(ofProducts: .orderAlreadyPaid) }
        return try pay(order, model, call)
    }

    private func pay(
        _ placed: Order,
        _ model: borrowing WriteModel,
        _ call: Call
    ) throws(Refusal) -> Decision {
        let user = try call.user
        let payer = AccountID(of: user)
        let payment = Movement(.payment, from: payer, to: .sales, placed.total, order: order)
        let moved = try payment.decide(model, call)
        var events = moved.events
        let paid = OrderPaid(user: user, transfer: moved.transfer)
        events.append(.order(order, .paid(paid)))
        for line in placed.lines { events.append(line.stock(ProductEvent.sold, of: order)) }
        return Decision(events)
    }
}
