import Model
import Text

extension EventCodec {
    static func encode(_ event: OrderEvent, into writer: inout JSONWriter) {
        switch event {
        case .placed(let placed):
            encode(placed, into: &writer)
        case .paid(let paid):
            writer.object { writer in
                writer.member("user", paid.user.rawValue)
                writer.member("transfer", paid.transfer.rawValue)
            }
        case .cancelled(let cancelled):
            writer.object { writer in
                writer.member("user", cancelled.user.rawValue)
                if let refund = cancelled.refund { writer.member("refund", refund.rawValue) }
            }
        case .drafted(let drafted), .servicesChanged(let drafted):
            encode(drafted, into: &writer)
        case .processingStarted(let started):
            writer.object { writer in
                writer.member("user", started.user.rawValue)
                writer.member("registration", started.registration.text)
            }
        case .registered(let reference), .done(let reference), .cancellationSent(let reference),
            .discarded(let reference):
            writer.object { $0.member("user", reference.user.rawValue) }
        }
    }

    private static func encode(_ placed: OrderPlaced, into writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("user", placed.user.rawValue)
            writer.array("lines") { writer in
                for line in placed.lines { encode(line, into: &writer) }
            }
            writer.member("currency", currency: placed.currency)
            writer.member("tax", placed.tax)
            writer.member("total", placed.total)
        }
    }

    private static func encode(_ line: OrderLine, into writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("product", line.product.rawValue)
            writer.member("name", line.name)
            writer.member("quantity", line.quantity)
            writer.member("unit_price", line.unitPrice)
            writer.member("amount", line.amount)
        }
    }

    static func orderPlaced(
        from reader: inout JSONReader
    ) throws(JSONError) -> OrderPlaced {
        var user: Int64?
        var lines: [OrderLine]?
        var currency: Currency?
        var tax: Int64?
        var total: Int64?
        try reader.object { (key, reader) throws(JSONError) in
            switch key {
            case "user": user = try reader.int64()
            case "lines": lines = try orderLines(from: &reader)
            case "currency": currency = try reader.word(Currency.init(bytes:))
            case "tax": tax = try reader.int64()
            case "total": total = try reader.int64()
            default: throw reader.unknown(key)
            }
        }
        return OrderPlaced(
            user: UserID(try reader.required(user, "user")),
            lines: try reader.required(lines, "lines"),
            currency: try reader.required(currency, "currency"),
            tax: try reader.required(tax, "tax"),
            total: try reader.required(total, "total")
        )
    }

    private static func orderLines(
        from reader: inout JSONReader
    ) throws(JSONError) -> [OrderLine] {
        var lines: [OrderLine] = []
        try reader.array { (reader) throws(JSONError) in
            lines.append(try orderLine(from: &reader))
        }
        return lines
    }

    private static func orderLine(
        from reader: inout JSONReader
    ) throws(JSONError) -> OrderLine {
        var product: Int64?
        var name: String?
        var quantity: Int64?
        var unitPrice: Int64?
        var amount: Int64?
        try reader.object { (key, reader) throws(JSONError) in
            switch key {
            case "product": product = try reader.int64()
            case "name": name = try reader.string()
            case "quantity": quantity = try reader.int64()
            case "unit_price": unitPrice = try reader.int64()
            case "amount": amount = try reader.int64()
            default: throw reader.unknown(key)
            }
        }
        return OrderLine(
            product: ProductID(try reader.required(product, "product")),
            name: try reader.required(name, "name"),
            quantity: try reader.required(quantity, "quantity"),
            unitPrice: try reader.required(unitPrice, "unit_price"),
            amount: try reader.required(amount, "amount")
        )
    }

    static func orderPaid(from reader: inout JSONReader) throws(JSONError) -> OrderPaid {
        var user: Int64?
        var transfer: Int64?
        try reader.object { (key, reader) throws(JSONError) in
            switch key {
            case "user": user = try reader.int64()
            case "transfer": transfer = try reader.int64()
            default: throw reader.unknown(key)
            }
        }
        return OrderPaid(
            user: UserID(try reader.required(user, "user")),
            transfer: TransferID(try reader.required(transfer, "transfer"))
        )
    }

    static func orderCancelled(
        from reader: inout JSONReader
    ) throws(JSONError) -> OrderCancelled {
        var user: Int64?
        var refund: Int64?
        try reader.object { (key, reader) throws(JSONError) in
            switch key {
            case "user": user = try reader.int64()
            case "refund": refund = try reader.int64()
            default: throw reader.unknown(key)
            }
        }
        return OrderCancelled(
            user: UserID(try reader.required(user, "user")),
            refund: refund.map { TransferID($0) }
        )
    }
}
