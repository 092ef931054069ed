import Events
import Postgres

/// An order's lines as the JSON text that `read.order_history` holds, byte for byte the same for the
/// same lines.
enum OrderLines {
    static func json(_ lines: [OrderLine]) -> String {
        var writer = JSONWriter(capacity: 96 * lines.count + 2)
        writer.beginArray()
        for line in lines {
            writer.object { writer in
                writer.member("product_id", line.product.rawValue)
                writer.member("name", line.name)
                writer.member("quantity", line.quantity)
                writer.member("unit_price", line.unitPrice)
                writer.member("amount", line.amount)
            }
        }
        writer.endArray()
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
