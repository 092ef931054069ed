import Model
import Postgres
import Text

/// `{"days":7,"refunds":[{"currency":"RUB","amount":500,"count":1}]}`.
struct RefundsView {
    struct Refund {
        let currency: String
        /// Minor units in decimal digits: more than 64 bits may hold.
        let amount: String
        let count: Int64
    }

    let days: Int
    let refunds: [Refund]

    func answer(at position: LogPosition) -> Answer {
        var json = JSONWriter()
        json.beginObject()
        json.member("days", days)
        json.array("refunds") { json in
            for refund in refunds {
                json.beginObject()
                json.member("currency", refund.currency)
                json.member("amount", raw: Array(refund.amount.utf8))
                json.member("count", refund.count)
                json.endObject()
            }
        }
        json.endObject()
        return Answer(body: json.bytes, position: position)
    }
}
