import Events

/// Ends an order: reserved stock becomes free; if it was paid, the money and the stock come back.
package struct CancelOrder: Command {
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
        case .cancelled: throw .rejected(.orderCancelled)
        case .placed: return release(placed)
        case .paid: return try refund(placed, model, context)
        }
    }

    private func release(_ placed: OrderPlaced) -> Decision {
        let cancelled = OrderCancelled(user: placed.user, refund: nil)
        var events = [NewEvent(.order(order), .order(.cancelled(cancelled)))]
        for line in placed.lines { events.append(line.stock(ProductEvent.released, of: order)) }
        return Decision(events)
    }

    private func refund(
        _ placed: OrderPlaced,
        _ model: borrowing WriteModel,
        _ context: DecisionContext
    ) throws(Refusal) -> Decision {
        let refund = Movement(
            kind: .refund,
            from: .sales,
            to: AccountID(of: placed.user),
            amount: Money(placed.total, placed.currency),
            order: order
        )
        try refund.check(model)
        var events = refund.events(at: context.next)
        let transfer = TransferID(createdAt: context.next)
        let cancelled = OrderCancelled(user: placed.user, refund: transfer)
        events.append(NewEvent(.order(order), .order(.cancelled(cancelled))))
        for line in placed.lines {
            let onHand = model.products[line.product]?.onHand ?? 0
            guard !onHand.addingReportingOverflow(line.quantity).overflow
            else { throw .rejected(.stockLimit) }
            events.append(line.stock(ProductEvent.returned, of: order))
        }
        return Decision(events)
    }
}
