import Model
import Text

extension EventCodec {
    static func encode(_ event: BasketEvent, into writer: inout JSONWriter) {
        switch event {
        case .changed(let changed):
            writer.object { writer in
                writer.array("lines") { writer in
                    for line in changed.lines {
                        writer.object { writer in
                            writer.member("product", line.product.rawValue)
                            writer.member("quantity", line.quantity)
                        }
                    }
                }
            }
        case .ordered(let order):
            writer.object { $0.member("order", order.rawValue) }
        }
    }

    static func basketChanged(from reader: inout JSONReader) throws(JSONError) -> BasketChanged {
        var lines: [BasketLine]?
        try reader.object { (key, reader) throws(JSONError) in
            switch key {
            case "lines": lines = try basketLines(from: &reader)
            default: throw reader.unknown(key)
            }
        }
        return BasketChanged(lines: try reader.required(lines, "lines"))
    }

    private static func basketLines(
        from reader: inout JSONReader
    ) throws(JSONError) -> [BasketLine] {
        var lines: [BasketLine] = []
        try reader.array { (reader) throws(JSONError) in
            var product: Int64?
            var quantity: Int64?
            try reader.object { (key, reader) throws(JSONError) in
                switch key {
                case "product": product = try reader.int64()
                case "quantity": quantity = try reader.int64()
                default: throw reader.unknown(key)
                }
            }
            lines.append(
                BasketLine(
                    product: ProductID(try reader.required(product, "product")),
                    quantity: try reader.required(quantity, "quantity")
                )
            )
        }
        return lines
    }

    static func basketOrdered(from reader: inout JSONReader) throws(JSONError) -> OrderID {
        var order: Int64?
        try reader.object { (key, reader) throws(JSONError) in
            switch key {
            case "order": order = try reader.int64()
            default: throw reader.unknown(key)
            }
        }
        return OrderID(try reader.required(order, "order"))
    }
}
