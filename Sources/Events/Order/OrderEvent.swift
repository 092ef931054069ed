import Model

/// What happens to an order.
///
/// An order of products is placed, with prices, tax and total frozen. One of services begins as a
/// draft and is carried out by an outside service.
package enum OrderEvent: Hashable, Sendable {
    case placed(OrderPlaced)
    case paid(OrderPaid)
    case cancelled(OrderCancelled)
    case drafted(OrderDrafted)
    /// What a draft is for, as it is from now on.
    case servicesChanged(OrderDrafted)
    /// The draft is to be registered outside and carried out.
    case processingStarted(ProcessingStarted)
    /// The outside service has it.
    case registered(OrderReference)
    /// The outside service has carried it out.
    case done(OrderReference)
    /// The outside service was told of the cancellation.
    case cancellationSent(OrderReference)
    /// A draft was thrown away.
    case discarded(OrderReference)
}

/// Services of one order of a user: at least one, each once.
package struct OrderDrafted: Hashable, Sendable {
    package let user: UserID
    package let services: [OrderedService]

    package init(user: UserID, services: [OrderedService]) {
        self.user = user
        self.services = services
    }
}

/// A service with the name that it had when it was ordered.
package struct OrderedService: Hashable, Sendable {
    package let service: ServiceID
    package let name: String

    package init(service: ServiceID, name: String) {
        self.service = service
        self.name = name
    }
}

package struct ProcessingStarted: Hashable, Sendable {
    package let user: UserID
    /// Names the order at the outside service, which takes each name once only.
    package let registration: UUID128

    package init(user: UserID, registration: UUID128) {
        self.user = user
        self.registration = registration
    }
}

/// Whose order a later event is about.
package struct OrderReference: Hashable, Sendable {
    package let user: UserID

    package init(user: UserID) {
        self.user = user
    }
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
