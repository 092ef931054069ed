import Events
import Model
import Postgres
import Text

/// A user's basket.
package struct BasketRow: Hashable, Sendable {
    package let user: UserID
    /// Each product once, in order of first mention; quantities are above zero.
    package var lines: [BasketLine]
    /// The last event that changed this row.
    package var position: LogPosition

    package init(user: UserID, lines: [BasketLine], position: LogPosition) {
        self.user = user
        self.lines = lines
        self.position = position
    }

    /// Takes over what lines are from now on; a quantity of zero takes a line away.
    mutating func change(_ changed: [BasketLine]) {
        for line in changed {
            if let index = lines.firstIndex(where: { $0.product == line.product }) {
                if line.quantity > 0 { lines[index] = line } else { lines.remove(at: index) }
            } else if line.quantity > 0 {
                lines.append(line)
            }
        }
    }
}

/// Lines as the JSON text that `read.baskets` holds, byte for byte the same for the same lines.
extension BasketRow {
    /// `[{"product_id","quantity"}]`, keys in this order.
    static func json(_ lines: [BasketLine]) -> String {
        var writer = JSONWriter(capacity: 40 * lines.count + 2)
        writer.beginArray()
        for line in lines {
            writer.object { writer in
                writer.member("product_id", line.product.rawValue)
                writer.member("quantity", line.quantity)
            }
        }
        writer.endArray()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    static func lines(_ json: String) throws(JSONError) -> [BasketLine] {
        try JSONReader.read(Array(json.utf8)) { (reader) throws(JSONError) in
            var lines: [BasketLine] = []
            try reader.array { (reader) throws(JSONError) in lines.append(try line(&reader)) }
            return lines
        }
    }

    private static func line(_ reader: inout JSONReader) throws(JSONError) -> BasketLine {
        var product: Int64?
        var quantity: Int64?
        try reader.object { (key, reader) throws(JSONError) in
            switch key {
            case "product_id": product = try reader.int64()
            case "quantity": quantity = try reader.int64()
            default: throw reader.unknown(key)
            }
        }
        return BasketLine(
            product: ProductID(try reader.required(product, "product_id")),
            quantity: try reader.required(quantity, "quantity")
        )
    }
}
