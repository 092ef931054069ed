import Events

/// Reserves stock at prices that are frozen now.
///
/// Items of one product are summed first.
package struct PlaceOrder: Command {
    let items: [OrderItem]
    let taxBasisPoints: Int64

    /// Products in one order.
    ///
    /// Each costs two events per step of the order's life.
    package static let maximumLines = 100

    /// `taxBasisPoints` hundredths of a percent are added to the sum of lines, rounded half up to a
    /// minor unit.
    package init(_ items: [OrderItem], taxBasisPoints: Int64) {
        self.items = items
        self.taxBasisPoints = taxBasisPoints
    }

    package func reads(
        _ model: borrowing WriteModel,
        by actor: Actor,
        at now: Timestamp,
        into streams: inout [StreamID]
    ) {
        for item in items.prefix(Self.maximumLines) { streams.append(.product(item.product)) }
    }

    package func decide(
        _ model: borrowing WriteModel,
        _ context: DecisionContext
    ) throws(Refusal) -> Decision {
        let user = try context.user
        guard let first = items.first else { throw .rejected(.emptyOrder) }
        guard items.count <= Self.maximumLines else { throw .rejected(.tooManyLines) }
        guard let currency = model.products[first.product]?.offer?.price.currency
        else { throw .notFound(.product) }
        var lines: [OrderLine] = []
        for item in try summed() { lines.append(try line(item, currency, model)) }
        let order = OrderID(createdAt: context.next)
        let placed = try priced(lines, currency, user)
        var events = [NewEvent(.order(order), .order(.placed(placed)))]
        for line in lines { events.append(line.stock(ProductEvent.reserved, of: order)) }
        return Decision(events, location: .order(order))
    }

    /// One item per product, in order of first mention.
    private func summed() throws(Refusal) -> [OrderItem] {
        var sums: [OrderItem] = []
        for item in items {
            guard item.quantity > 0 else { throw .rejected(.invalidQuantity) }
            guard let index = sums.firstIndex(where: { $0.product == item.product }) else {
                sums.append(item)
                continue
            }
            let (sum, overflow) = sums[index].quantity.addingReportingOverflow(item.quantity)
            guard !overflow else { throw .rejected(.outOfStock) }
            sums[index] = OrderItem(item.product, quantity: sum)
        }
        return sums
    }

    private func line(
        _ item: OrderItem,
        _ currency: Currency,
        _ model: borrowing WriteModel
    ) throws(Refusal) -> OrderLine {
        guard let product = model.products[item.product], let offer = product.offer
        else { throw .notFound(.product) }
        guard offer.price.currency == currency else { throw .rejected(.mixedCurrencies) }
        guard product.free >= item.quantity else { throw .rejected(.outOfStock) }
        let unit = offer.price.minorUnits
        let (amount, overflow) = unit.multipliedReportingOverflow(by: item.quantity)
        guard !overflow else { throw .rejected(.orderTotalLimit) }
        return OrderLine(
            product: item.product,
            name: offer.name,
            quantity: item.quantity,
            unitPrice: unit,
            amount: amount
        )
    }

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
        return OrderPlaced(user: user, lines: lines, currency: currency, tax: tax, total: total)
    }

    private func tax(on sum: Int64) throws(Refusal) -> Int64 {
        guard taxBasisPoints >= 0 else { throw .rejected(.invalidAmount) }
        let tax = (Int128(sum) * Int128(taxBasisPoints) + 5_000) / 10_000
        guard let tax = Int64(exactly: tax) else { throw .rejected(.orderTotalLimit) }
        return tax
    }
}
