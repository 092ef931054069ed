import Model
import Postgres
import Text

/// One order as it was placed: of products with lines, or of services.
///
/// Amounts are minor units, times microseconds since 1970.
struct OrderView {
    let order: OrderID
    let status: String
    /// JSON text: an array of {product_id, name, quantity, unit_price, amount}.
    let lines: [UInt8]
    /// JSON text: an array of {service_id, name}.
    let services: [UInt8]
    /// Nil for an order of services, which costs nothing here.
    let currency: String?
    let tax: Int64
    let total: Int64
    let transfer: Int64?
    let refund: Int64?
    let placedAt: Int64
    let paidAt: Int64?
    let startedAt: Int64?
    let doneAt: Int64?
    let cancelledAt: Int64?

    func write(to json: inout JSONWriter) {
        json.beginObject()
        json.member("id", order.rawValue)
        json.member("status", status)
        json.member("lines", raw: lines)
        json.member("services", raw: services)
        json.member("currency", currency)
        json.member("tax", tax)
        json.member("total", total)
        json.member("transfer_id", transfer)
        json.member("refund_id", refund)
        json.member("placed_at", timestamp: placedAt)
        json.member("paid_at", timestamp: paidAt)
        json.member("started_at", timestamp: startedAt)
        json.member("done_at", timestamp: doneAt)
        json.member("cancelled_at", timestamp: cancelledAt)
        json.endObject()
    }
}

extension OrderView {
    init(_ row: Row) throws(PostgresError) {
        self.init(
            order: OrderID(try row.int64(1)),
            status: try row.string(2),
            lines: Array(try row.string(3).utf8),
            services: Array((try row.optionalString(12) ?? "[]").utf8),
            currency: try row.optionalString(4),
            tax: try row.int64(5),
            total: try row.int64(6),
            transfer: try row.optionalInt64(7),
            refund: try row.optionalInt64(8),
            placedAt: try row.timestamp(9),
            paidAt: try row.optionalTimestamp(10),
            startedAt: try row.optionalTimestamp(13),
            doneAt: try row.optionalTimestamp(14),
            cancelledAt: try row.optionalTimestamp(11)
        )
    }
}
