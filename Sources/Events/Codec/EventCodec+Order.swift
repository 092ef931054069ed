import Postgres

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
        from reader: inout PayloadReader
    ) throws(EventCodecError) -> OrderPlaced {
        var user: Int64?
        var lines: [OrderLine]?
        var currency: Currency?
        var tax: Int64?
        var total: Int64?
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if key == "user" {
                try reader.read(&user)
            } else if key == "lines" {
                guard lines == nil else { throw reader.malformed("lines stands twice") }
                lines = try orderLines(from: &reader)
            } else if key == "currency" {
                try reader.read(&currency, Currency.init(bytes:))
            } else if key == "tax" {
                try reader.read(&tax)
            } else if key == "total" {
                try reader.read(&total)
            } else {
                throw reader.unknown(key)
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
        from reader: inout PayloadReader
    ) throws(EventCodecError) -> [OrderLine] {
        var lines: [OrderLine] = []
        try reader.beginArray()
        while try reader.nextElement() {
            lines.append(try orderLine(from: &reader))
        }
        return lines
    }

    private static func orderLine(
        from reader: inout PayloadReader
    ) throws(EventCodecError) -> OrderLine {
        var product: Int64?
        var name: String?
        var quantity: Int64?
        var unitPrice: Int64?
        var amount: Int64?
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if key == "product" {
                try reader.read(&product)
            } else if key == "name" {
                try reader.read(&name)
            } else if key == "quantity" {
                try reader.read(&quantity)
            } else if key == "unit_price" {
                try reader.read(&unitPrice)
            } else if key == "amount" {
                try reader.read(&amount)
            } else {
                throw reader.unknown(key)
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

    static func orderPaid(from reader: inout PayloadReader) throws(EventCodecError) -> OrderPaid {
        var user: Int64?
        var transfer: Int64?
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if key == "user" {
                try reader.read(&user)
            } else if key == "transfer" {
                try reader.read(&transfer)
            } else {
                throw reader.unknown(key)
            }
        }
        return OrderPaid(
            user: UserID(try reader.required(user, "user")),
            transfer: TransferID(try reader.required(transfer, "transfer"))
        )
    }

    static func orderCancelled(
        from reader: inout PayloadReader
    ) throws(EventCodecError) -> OrderCancelled {
        var user: Int64?
        var refund: Int64?
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if key == "user" {
                try reader.read(&user)
            } else if key == "refund" {
                try reader.read(&refund)
            } else {
                throw reader.unknown(key)
            }
        }
        return OrderCancelled(
            user: UserID(try reader.required(user, "user")),
            refund: refund.map { TransferID($0) }
        )
    }
}
