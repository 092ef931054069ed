import Events

/// One order with its lines frozen as placed.
package struct OrderRow: Hashable, Sendable {
    package let order: OrderID
    package let user: UserID
    package var status: OrderStatus
    package let currency: Currency
    /// JSON text: `[{"product_id","name","quantity","unit_price","amount"}]`, keys in this order.
    package let lines: String
    /// Minor units, as is `total`.
    package let tax: Int64
    package let total: Int64
    package var transfer: TransferID?
    package var refund: TransferID?
    package let placedAt: Timestamp
    package var paidAt: Timestamp?
    package var cancelledAt: Timestamp?
    /// The last event that changed this row.
    package var position: LogPosition

    package init(
        order: OrderID,
        user: UserID,
        status: OrderStatus,
        currency: Currency,
        lines: String,
        tax: Int64,
        total: Int64,
        transfer: TransferID?,
        refund: TransferID?,
        placedAt: Timestamp,
        paidAt: Timestamp?,
        cancelledAt: Timestamp?,
        position: LogPosition
    ) {
        self.order = order
        self.user = user
        self.status = status
        self.currency = currency
        self.lines = lines
        self.tax = tax
        self.total = total
        self.transfer = transfer
        self.refund = refund
        self.placedAt = placedAt
        self.paidAt = paidAt
        self.cancelledAt = cancelledAt
        self.position = position
    }
}

/// Where an order stands; raw values are the words in `read.order_history`.
///
/// `placed` becomes `paid` or `cancelled`, `paid` only `cancelled`, which has no way out.
package enum OrderStatus: String, Hashable, Sendable, CaseIterable {
    case placed
    case paid
    case cancelled
}
