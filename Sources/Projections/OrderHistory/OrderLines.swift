import Events
import Model
import Postgres
import Text

/// What an order is for as the JSON text that `read.order_history` holds, byte for byte the same for
/// the same lines.
enum OrderLines {
    /// Of an order of services.
    static let none = "[]"

    static func json(_ lines: [OrderLine]) -> String {
        json(lines, capacity: 96) { line, writer in
            writer.member("product_id", line.product.rawValue)
            writer.member("name", line.name)
            writer.member("quantity", line.quantity)
            writer.member("unit_price", line.unitPrice)
            writer.member("amount", line.amount)
        }
    }

    static func json(_ services: [OrderedService]) -> String {
        json(services, capacity: 96) { service, writer in
            writer.member("service_id", service.service.value.text)
            writer.member("name", service.name)
        }
    }

    /// `capacity`: bytes that an element usually takes.
    private static func json<Element>(
        _ elements: [Element],
        capacity: Int,
        _ write: (Element, inout JSONWriter) -> Void
    ) -> String {
        var writer = JSONWriter(capacity: capacity * elements.count + 2)
        writer.beginArray()
        for element in elements { writer.object { write(element, &$0) } }
        writer.endArray()
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
