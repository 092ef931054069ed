import Model
import Text

/// An event of an order.
///
/// An order of products is placed, with prices, tax and total frozen. One of services begins as a
/// draft and is carried out by an outside service.
package enum OrderEvent: Hashable, Sendable {
    case placed(OrderPlaced)
    case paid(OrderPaid)
    case cancelled(OrderCancelled)
    case drafted(OrderDrafted)
    /// The services of a draft, as they are from now on.
    case servicesChanged(OrderDrafted)
    /// The draft was submitted, to be registered at the outside service and carried out.
    case processingStarted(ProcessingStarted)
    /// The outside service has accepted it.
    case registered(OrderReference)
    /// The outside service has carried it out.
    case done(OrderReference)
    /// The cancellation was sent to the outside service.
    case cancellationSent(OrderReference)
    /// A draft was discarded.
    case discarded(OrderReference)

    /// The name of each event in the log: never changed, and never used again for another.
    package enum Name: String, Hashable, Sendable, CaseIterable {
        case placed = "order.placed"
        case paid = "order.paid"
        case cancelled = "order.cancelled"
        case drafted = "order.drafted"
        case servicesChanged = "order.services_changed"
        case processingStarted = "order.processing_started"
        case registered = "order.registered"
        case done = "order.done"
        case cancellationSent = "order.cancellation_sent"
        case discarded = "order.discarded"
    }

    var name: Name {
        switch self {
        case .placed: .placed
        case .paid: .paid
        case .cancelled: .cancelled
        case .drafted: .drafted
        case .servicesChanged: .servicesChanged
        case .processingStarted: .processingStarted
        case .registered: .registered
        case .done: .done
        case .cancellationSent: .cancellationSent
        case .discarded: .discarded
        }
    }

    init(_ name: Name, _ members: inout JSONMembers) throws(JSONError) {
        self =
            switch name {
            case .placed: .placed(try OrderPlaced(&members))
            case .paid: .paid(try OrderPaid(&members))
            case .cancelled: .cancelled(try OrderCancelled(&members))
            case .drafted: .drafted(try OrderDrafted(&members))
            case .servicesChanged: .servicesChanged(try OrderDrafted(&members))
            case .processingStarted: .processingStarted(try ProcessingStarted(&members))
            case .registered: .registered(try OrderReference(&members))
            case .done: .done(try OrderReference(&members))
            case .cancellationSent: .cancellationSent(try OrderReference(&members))
            case .discarded: .discarded(try OrderReference(&members))
            }
    }

    func write(_ writer: inout JSONWriter) {
        switch self {
        case .placed(let placed): placed.write(&writer)
        case .paid(let paid): paid.write(&writer)
        case .cancelled(let cancelled): cancelled.write(&writer)
        case .drafted(let drafted), .servicesChanged(let drafted): drafted.write(&writer)
        case .processingStarted(let started): started.write(&writer)
        case .registered(let reference), .done(let reference), .cancellationSent(let reference),
            .discarded(let reference):
            reference.write(&writer)
        }
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
    /// What the client stored with the order.
    package let annotation: Annotation?

    package init(
        user: UserID,
        lines: [OrderLine],
        currency: Currency,
        tax: Int64,
        total: Int64,
        annotation: Annotation? = nil
    ) {
        self.user = user
        self.lines = lines
        self.currency = currency
        self.tax = tax
        self.total = total
        self.annotation = annotation
    }

    init(_ members: inout JSONMembers) throws(JSONError) {
        user = try members.id("user")
        lines = try members.objects("lines", OrderLine.init)
        currency = try members.currency()
        tax = try members.int64("tax")
        total = try members.int64("total")
        annotation = try Annotation(ifPresentIn: &members)
    }

    func write(_ writer: inout JSONWriter) {
        writer.member("user", user)
        writer.array("lines") { writer in
            for element in lines { writer.object { element.write(&$0) } }
        }
        writer.member("currency", currency)
        writer.member("tax", tax)
        writer.member("total", total)
        annotation?.write(&writer)
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

    init(_ members: inout JSONMembers) throws(JSONError) {
        product = try members.id("product")
        name = try members.string("name")
        quantity = try members.int64("quantity")
        unitPrice = try members.int64("unit_price")
        amount = try members.int64("amount")
    }

    func write(_ writer: inout JSONWriter) {
        writer.member("product", product)
        writer.member("name", name)
        writer.member("quantity", quantity)
        writer.member("unit_price", unitPrice)
        writer.member("amount", amount)
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

    init(_ members: inout JSONMembers) throws(JSONError) {
        user = try members.id("user")
        transfer = try members.id("transfer")
    }

    func write(_ writer: inout JSONWriter) {
        writer.member("user", user)
        writer.member("transfer", transfer)
    }
}

package struct OrderCancelled: Hashable, Sendable {
    package let user: UserID
    /// The transfer that refunds exactly the total, if the order was paid.
    package let refund: TransferID?

    package init(user: UserID, refund: TransferID?) {
        self.user = user
        self.refund = refund
    }

    init(_ members: inout JSONMembers) throws(JSONError) {
        user = try members.id("user")
        refund = try members.optionalID("refund")
    }

    func write(_ writer: inout JSONWriter) {
        writer.member("user", user)
        writer.optional("refund", refund)
    }
}
