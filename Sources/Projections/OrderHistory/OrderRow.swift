import Events
import Model

/// One order: of products, with its lines frozen as placed, or of services.
package struct OrderRow: Hashable, Sendable {
    package let order: OrderID
    package let user: UserID
    package var status: OrderStatus
    /// Nil if the order is of services, which cost nothing here.
    package let currency: Currency?
    /// JSON text: `[{"product_id","name","quantity","unit_price","amount"}]`, keys in this order;
    /// none if the order is of services.
    package let lines: String
    /// Minor units, as is `total`.
    package let tax: Int64
    package let total: Int64
    package var transfer: TransferID?
    package var refund: TransferID?
    /// When a draft was drafted.
    package let placedAt: Timestamp
    package var paidAt: Timestamp?
    package var cancelledAt: Timestamp?
    /// The last event that changed this row.
    package var position: LogPosition
    /// Nil if the order is of products.
    package var services: Services?

    /// What only orders of services have.
    package struct Services: Hashable, Sendable {
        /// JSON text: `[{"service_id","name"}]`, keys in this order.
        package var list: String
        /// Names the order at the outside service.
        package var registration: UUID128?
        package var registeredAt: Timestamp?
        package var startedAt: Timestamp?
        package var doneAt: Timestamp?
        package var cancellationSentAt: Timestamp?
    }
}
