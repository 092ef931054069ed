import Events

extension WriteModel {
    /// The order.
    ///
    /// Throws not found, or `forbidden` when it is another's.
    borrowing func order(
        _ id: OrderID,
        of owner: UserID
    ) throws(Refusal) -> (state: Order.State, placed: OrderPlaced) {
        guard let order = orders[id], let placed = order.placed else { throw .notFound(.order) }
        guard placed.user == owner else { throw .forbidden }
        return (order.state, placed)
    }

    /// Names what paying or cancelling looks at: the order, both accounts, every product.
    borrowing func reads(order id: OrderID, into streams: inout [StreamID]) {
        streams.append(.order(id))
        guard let placed = orders[id]?.placed else { return }
        streams.append(.account(AccountID(of: placed.user)))
        streams.append(.account(.sales))
        for line in placed.lines { streams.append(.product(line.product)) }
    }
}
