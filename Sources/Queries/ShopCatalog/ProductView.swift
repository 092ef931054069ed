import Postgres
import Text

/// One product with the units that can be ordered.
struct ProductView {
    let product: Int64
    let name: String
    let description: String
    /// Minor units of the currency.
    let price: Int64
    let currency: String
    /// Units on hand that no order has reserved.
    let quantity: Int64

    func write(to json: inout JSONWriter) {
        json.beginObject()
        json.member("product_id", product)
        json.member("name", name)
        json.member("description", description)
        json.member("price", price)
        json.member("currency", currency)
        json.member("quantity", quantity)
        json.endObject()
    }
}

extension ProductView {
    init(_ row: Row) throws(PostgresError) {
        self.init(
            product: try row.int64(2),
            name: try row.string(3),
            description: try row.string(4),
            price: try row.int64(5),
            currency: try row.string(6),
            quantity: try row.int64(7)
        )
    }
}
