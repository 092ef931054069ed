/// What happens to an order.
///
/// Prices, tax and total are frozen when it is placed.
package enum OrderEvent: Hashable, Sendable {
    case placed(OrderPlaced)
    case paid(OrderPaid)
    case cancelled(OrderCancelled)
}

package struct OrderPlaced: Hashable, Sendable {
    package let user: UserID
    /// At least one, each product once.
    package let lines: [OrderLine]
    package let currency: Currency
    /// Minor units; total = sum of lines + tax.
    package let tax: Int64
    package let total: Int64

    package init(user: UserID, lines: [OrderLine], currency: Currency, tax: Int64, total: Int64) {
        self.user = user
        self.lines = lines
        self.currency = currency
        self.tax = tax
        self.total = total
    }
}

package struct OrderLine: Hashable, Sendable {
    package let product: ProductID
    package let name: String
    package let quantity: Int64
    /// Minor units of the order's currency.
    package let unitPrice: Int64
    /// unitPrice × quantity.
    package let amount: Int64

    package init(
        product: ProductID,
        name: String,
        quantity: Int64,
        unitPrice: Int64,
        amount: Int64
    ) {
        self.product = product
        self.name = name
        self.quantity = quantity
        self.unitPrice = unitPrice
        self.amount = amount
    }
}

/// The one transfer that paid for the order, of exactly its total.
package struct OrderPaid: Hashable, Sendable {
    package let user: UserID
    package let transfer: TransferID

    package init(user: UserID, transfer: TransferID) {
        self.user = user
        self.transfer = transfer
    }
}

package struct OrderCancelled: Hashable, Sendable {
    package let user: UserID
    /// The one transfer back of exactly the total, if the order was paid.
    package let refund: TransferID?

    package init(user: UserID, refund: TransferID?) {
        self.user = user
        self.refund = refund
    }
}
