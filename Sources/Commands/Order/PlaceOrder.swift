import Events
import Model

/// Reserves stock at prices that are frozen now.
///
/// Items of one product are summed first.
package struct PlaceOrder: Command {
    let source: OrderSource
    let taxBasisPoints: Int64

    /// Products in one order.
    ///
    /// Each costs two events per step of the order's life.
    package static let maximumLines = 100

    /// `taxBasisPoints` hundredths of a percent are added to the sum of lines, rounded half up to a
    /// minor unit.
    package init(_ source: OrderSource, taxBasisPoints: Int64) {
        self.source = source
        self.taxBasisPoints = taxBasisPoints
    }

    package func reads(
        _ model: borrowing WriteModel,
        by actor: Actor,
        at now: Timestamp,
        into streams: inout [StreamID]
    ) {
        switch source {
        case .items(let items):
            for item in items.prefix(Self.maximumLines) { streams.append(.product(item.product)) }
        case .basket:
            guard let user = actor.user else { return }
            streams.append(.basket(user))
            for line in model.baskets[user]?.lines ?? [] { streams.append(.product(line.product)) }
        }
    }

    package func decide(
        _ model: borrowing WriteModel,
        _ context: DecisionContext
    ) throws(Refusal) -> Decision {
        let user = try context.user
        let items = try items(of: user, model)
        guard let first = items.first else { throw .rejected(.emptyOrder) }
        guard items.count <= Self.maximumLines else { throw .rejected(.tooManyLines) }
        guard let currency = model.products[first.product]?.offer?.price.currency
        else { throw .notFound(.product) }
        var lines: [OrderLine] = []
        for item in try summed(items) { lines.append(try line(item, currency, model)) }
        let order = OrderID(createdAt: context.next)
        let placed = try priced(lines, currency, user)
        var events = [NewEvent(.order(order), .order(.placed(placed)))]
        for line in lines { events.append(line.stock(ProductEvent.reserved, of: order)) }
        switch source {
        case .items: break
        // In the same append: whoever asks a second time finds it empty.
        case .basket: events.append(NewEvent(.basket(user), .basket(.ordered(order))))
        }
        return Decision(events, location: .order(order))
    }

    /// What is to be ordered.
    ///
    /// Throws `empty-basket`.
    private func items(
        of user: UserID,
        _ model: borrowing WriteModel
    ) throws(Refusal) -> [OrderItem] {
        switch source {
        case .items(let items): return items
        case .basket:
            let lines = model.baskets[user]?.lines ?? []
            guard !lines.isEmpty else { throw .rejected(.emptyBasket) }
            return lines.map { OrderItem($0.product, quantity: $0.quantity) }
        }
    }
}
