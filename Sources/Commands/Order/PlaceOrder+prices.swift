import Events
import Model

/// How lines, tax and total come about.
extension PlaceOrder {
    /// One item per product, in order of first mention.
    func summed(_ items: [OrderItem]) throws(Refusal) -> [OrderItem] {
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

    /// Throws `not found`, `mixed-currencies`, `out-of-stock` or `order-total-limit`.
    func line(
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

    /// Throws `order-total-limit` or `invalid-amount`.
    func priced(
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
