import Entities
import Events
import Model

/// Reserves stock and freezes the present prices; items of the same product are summed first.
package struct PlaceOrder: Command {
    let source: OrderSource
    let taxBasisPoints: Int64
    let annotation: Annotation?

    /// The most products in one order; each costs one event in every step of the order's life.
    package static let maximumLines = SetBasket.maximumLines

    /// The tax is `taxBasisPoints` hundredths of a percent of the sum of lines, rounded half up to
    /// a minor unit.
    package init(
        _ source: OrderSource,
        taxBasisPoints: Int64,
        annotation: Annotation? = nil
    ) {
        self.source = source
        self.taxBasisPoints = taxBasisPoints
        self.annotation = annotation
    }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        switch source {
        case .items(let items):
            for item in items.prefix(Self.maximumLines) { streams.append(.product(item.product)) }
        case .basket:
            guard let user = streams.user else { return }
            streams.append(.basket(user))
            for line in model.baskets[user]?.lines ?? [] { streams.append(.product(line.product)) }
        }
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        let user = try call.user
        let items = try items(of: user, model)
        guard let first = items.first else { throw .rejected(.emptyOrder) }
        guard items.count <= Self.maximumLines else { throw .rejected(.tooManyLines) }
        guard let currency = model.products[first.product]?.offer?.price.currency
        else { throw .missing(first.product) }
        var lines: [OrderLine] = []
        for item in try summed(items) { lines.append(try line(item, currency, model)) }
        let order = OrderID(createdAt: call.next)
        let placed = try priced(lines, currency, user)
        var events: [NewEvent] = [.order(order, .placed(placed))]
        for line in lines { events.append(line.stock(ProductEvent.reserved, of: order)) }
        switch source {
        case .items: break
        // In the same append: a second order from the basket finds it empty.
        case .basket: events.append(.basket(user, .ordered(order)))
        }
        return Decision(events, location: .order(order))
    }

    /// Returns the items to be ordered; throws `empty-basket`.
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

    /// Returns one item per product, in order of first mention.
    private func summed(_ items: [OrderItem]) throws(Refusal) -> [OrderItem] {
        var sums: [OrderItem] = []
        for item in items {
            guard item.quantity > 0 else { throw .rejected(.invalidQuantity) }
            guard let index = sums.firstIndex(where: { $0.product == item.product }) else {
                sums.append(item)
                continue
            }
            let (sum, overflow) = sums[index].quantity.addingReportingOverflow(item.quantity)
            guard !overflow
            else { throw .rejected(.outOfStock, detail: "product=\(item.product.rawValue)") }
            sums[index] = OrderItem(item.product, quantity: sum)
        }
        return sums
    }

    /// Throws `not found`, `mixed-currencies`, `out-of-stock` or `order-total-limit`.
    private func line(
        _ item: OrderItem,
        _ currency: Currency,
        _ model: borrowing WriteModel
    ) throws(Refusal) -> OrderLine {
        guard let product = model.products[item.product], let offer = product.offer
        else { throw .missing(item.product) }
        let id = item.product.rawValue
        guard offer.price.currency == currency else {
            let detail = "product=\(id); currency=\(offer.price.currency); expected=\(currency)"
            throw .rejected(.mixedCurrencies, detail: detail)
        }
        guard product.free >= item.quantity
        else { throw .rejected(.outOfStock, detail: "product=\(id); available=\(product.free)") }
        let unit = offer.price.minorUnits
        let (amount, overflow) = unit.multipliedReportingOverflow(by: item.quantity)
        guard !overflow else { throw .rejected(.orderTotalLimit, detail: "product=\(id)") }
        return OrderLine(
            product: item.product,
            name: offer.name,
            quantity: item.quantity,
            unitPrice: unit,
            amount: amount
        )
    }

    /// Throws `order-total-limit` or `invalid-amount`.
    private func priced(
        _ lines: [OrderLine],
        _ currency: Currency,
        _ user: UserID
    ) throws(Refusal) -> OrderPlaced {
        var sum: Int64 = 0
        for line in lines {
            let (next, overflow) = sum.addingReportingOverflow(line.amount)
            guard !overflow else { throw .rejected(.orderTotalLimit) }
            sum = next
        }
        let tax = try tax(on: sum)
        let (total, overflow) = sum.addingReportingOverflow(tax)
        guard !overflow else { throw .rejected(.orderTotalLimit) }
        return OrderPlaced(
            user: user,
            lines: lines,
            currency: currency,
            tax: tax,
            total: total,
            annotation: annotation
        )
    }

    private func tax(on sum: Int64) throws(Refusal) -> Int64 {
        guard taxBasisPoints >= 0 else { throw .rejected(.invalidAmount) }
        let tax = (Int128(sum) * Int128(taxBasisPoints) + 5_000) / 10_000
        guard let tax = Int64(exactly: tax) else { throw .rejected(.orderTotalLimit) }
        return tax
    }
}

extension Refusal {
    /// A product of several that does not exist.
    static func missing(_ product: ProductID) -> Refusal {
        .notFound(.product, detail: "product=\(product.rawValue)")
    }
}

/// A product with the number of units that the actor orders.
package struct OrderItem: Hashable, Sendable {
    let product: ProductID
    let quantity: Int64

    package init(_ product: ProductID, quantity: Int64) {
        self.product = product
        self.quantity = quantity
    }
}

/// Where the lines of an order come from.
package enum OrderSource: Hashable, Sendable {
    case items([OrderItem])
    /// The actor's basket, which is empty afterwards.
    case basket
}
