import Events

/// Pays for an order from the owner's wallet: exactly its total, in one transfer.
package struct PayOrder: Command {
    let order: OrderID

    package init(_ order: OrderID) {
        self.order = order
    }

    package func reads(
        _ model: borrowing WriteModel,
        by actor: Actor,
        at now: Timestamp,
        into streams: inout [StreamID]
    ) {
        model.reads(order: order, into: &streams)
    }

    package func decide(
        _ model: borrowing WriteModel,
        _ context: DecisionContext
    ) throws(Refusal) -> Decision {
        let (state, placed) = try model.order(order, of: try context.user)
        switch state {
        case .missing: throw .notFound(.order)
        case .paid: throw .rejected(.orderAlreadyPaid)
        case .cancelled: throw .rejected(.orderCancelled)
        case .placed: return try pay(placed, model, context)
        }
    }

    private func pay(
        _ placed: OrderPlaced,
        _ model: borrowing WriteModel,
        _ context: DecisionContext
    ) throws(Refusal) -> Decision {
        let payment = Movement(
            kind: .payment,
            from: AccountID(of: placed.user),
            to: .sales,
            amount: Money(placed.total, placed.currency),
            order: order
        )
        try payment.check(model)
        var events = payment.events(at: context.next)
        let paid = OrderPaid(user: placed.user, transfer: TransferID(createdAt: context.next))
        events.append(NewEvent(.order(order), .order(.paid(paid))))
        for line in placed.lines { events.append(line.stock(ProductEvent.sold, of: order)) }
        return Decision(events)
    }
}
