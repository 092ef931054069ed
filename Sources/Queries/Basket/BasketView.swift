import Model
import Postgres
import Text

/// A basket: what is in it, and what an order of it would cost now.
///
/// `currency`, `tax` and `total` are null where it can't be one order: lines in several currencies, a
/// product that is not known here yet, or a sum beyond 64 bits. An empty one costs nothing.
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

    /// That of all lines.
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
