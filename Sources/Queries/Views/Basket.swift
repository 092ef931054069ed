import Model
import Postgres
import Text

/// A user's basket with today's prices.
enum BasketQuery {
    private static let sql = """
        SELECT c.position, l.product_id, l.quantity, p.name, p.price, p.currency,
            p.on_hand - p.reserved
        FROM (SELECT \(Listing.position(of: .baskets)) AS position) AS c
        LEFT JOIN (
            read.baskets AS b
            CROSS JOIN ROWS FROM (
                json_to_recordset(b.lines) AS (product_id bigint, quantity bigint)
            ) WITH ORDINALITY AS l (product_id, quantity, place)
            -- The catalogue may be behind the basket.
            LEFT JOIN read.products AS p ON p.product_id = l.product_id
        ) ON b.user_id = $1
        ORDER BY l.place
        """

    static func read(
        _ user: UserID,
        taxBasisPoints: Int,
        _ connection: Connection
    ) throws(PostgresError) -> QueryResult {
        let rows = try connection.execute(sql, [.int64(user.rawValue)])
        guard let first = rows.first else { throw .decoding("a basket gave no row") }
        var lines: [BasketView.Line] = []
        for row in rows where !row.isNull(1) {
            lines.append(
                BasketView.Line(
                    product: try row.int64(1),
                    quantity: try row.int64(2),
                    name: try row.optionalString(3),
                    price: try row.optionalInt64(4),
                    currency: try row.optionalString(5),
                    available: try row.optionalInt64(6)
                )
            )
        }
        let view = BasketView(lines: lines, taxBasisPoints: Int64(taxBasisPoints))
        return .found(view.answer(at: LogPosition(try first.int64(0))))
    }
}

/// A basket: its lines, and the price of an order of them now.
///
/// `currency`, `tax` and `total` are null where it can't be one order: lines in several currencies,
/// a product that is not known here yet, or a sum beyond 64 bits. An empty basket costs nothing.
struct BasketView {
    struct Line {
        let product: Int64
        let quantity: Int64
        // Of the product; nil while the catalogue does not know it.
        let name: String?
        /// Minor units for one.
        let price: Int64?
        let currency: String?
        /// Units that can be ordered.
        let available: Int64?

        /// Nil beyond 64 bits.
        var amount: Int64? {
            guard let price else { return nil }
            let (amount, overflow) = price.multipliedReportingOverflow(by: quantity)
            return overflow ? nil : amount
        }
    }

    let lines: [Line]
    let taxBasisPoints: Int64

    func answer(at position: LogPosition) -> Answer {
        let cost = cost
        var json = JSONWriter(capacity: 128 + lines.count * 160)
        json.beginObject()
        json.array("lines") { json in
            for line in lines { write(line, to: &json) }
        }
        json.member("currency", currency)
        json.member("tax", cost?.tax)
        json.member("total", cost?.total)
        json.endObject()
        return Answer(body: json.bytes, position: position)
    }

    private func write(_ line: Line, to json: inout JSONWriter) {
        json.beginObject()
        json.member("product_id", line.product)
        json.member("name", line.name)
        json.member("quantity", line.quantity)
        json.member("price", line.price)
        json.member("currency", line.currency)
        json.member("amount", line.amount)
        json.member("available", line.available)
        json.endObject()
    }

    /// The currency of all lines.
    private var currency: String? {
        guard let first = lines.first?.currency,
            lines.allSatisfy({ $0.currency == first })
        else { return nil }
        return first
    }

    /// As an order is charged: the tax is rounded half up.
    private var cost: (tax: Int64, total: Int64)? {
        guard lines.isEmpty || currency != nil else { return nil }
        var sum: Int128 = 0
        for line in lines {
            guard let amount = line.amount else { return nil }
            sum += Int128(amount)
        }
        let tax = (sum * Int128(taxBasisPoints) + 5_000) / 10_000
        guard let total = Int64(exactly: sum + tax), let tax = Int64(exactly: tax) else {
            return nil
        }
        return (tax, total)
    }
}
