import Events
import Model

extension WriteModel {
    /// The order and whose it is.
    ///
    /// Throws not found.
    borrowing func order(_ id: OrderID) throws(Refusal) -> (order: Order, owner: UserID) {
        guard let order = orders[id], let owner = order.owner else { throw .notFound(.order) }
        return (order, owner)
    }

    /// The order of the user.
    ///
    /// Throws not found, or `forbidden` when it is another's.
    borrowing func order(_ id: OrderID, of user: UserID) throws(Refusal) -> Order {
        let (order, owner) = try order(id)
        guard owner == user else { throw .forbidden }
        return order
    }

    /// The draft of the user.
    ///
    /// Throws why it is none, besides what `order(_:of:)` throws.
    borrowing func draft(_ id: OrderID, of user: UserID) throws(Refusal) -> Order {
        let order = try order(id, of: user)
        switch order.state {
        case .missing: throw .notFound(.order)
        // → inProcessing, cancelled, discarded; or other services.
        case .draft: return order
        case .placed, .paid: throw .rejected(.orderNotDraft)
        case .inProcessing: throw .rejected(.orderInProcessing)
        case .done: throw .rejected(.orderDone)
        case .cancelled: throw .rejected(.orderCancelled)
        case .discarded: throw .rejected(.orderDiscarded)
        }
    }

    /// The order that the outside service has and carries out.
    ///
    /// Throws why there is none.
    borrowing func registered(_ id: OrderID) throws(Refusal) -> (order: Order, owner: UserID) {
        let (order, owner) = try order(id)
        switch order.state {
        case .missing: throw .notFound(.order)
        case .draft: throw .rejected(.orderIsDraft)
        case .placed, .paid: throw .rejected(.orderNotRegistered)
        // → done, cancelled.
        case .inProcessing:
            guard order.isRegistered else { throw .rejected(.orderNotRegistered) }
            return (order, owner)
        case .done: throw .rejected(.orderDone)
        case .cancelled: throw .rejected(.orderCancelled)
        case .discarded: throw .rejected(.orderDiscarded)
        }
    }

    /// Names what paying or cancelling looks at: the order, both accounts, every product.
    borrowing func reads(order id: OrderID, into streams: inout [StreamID]) {
        streams.append(.order(id))
        guard let order = orders[id], let owner = order.owner, !order.lines.isEmpty
        else { return }
        streams.append(.account(AccountID(of: owner)))
        streams.append(.account(.sales))
        for line in order.lines { streams.append(.product(line.product)) }
    }
}
