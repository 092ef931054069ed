import Postgres
import Text

/// One rate and whether it is still good for an exchange.
struct RateView {
    let currency: String
    /// An exact decimal.
    let rate: String
    /// Microseconds since 1970.
    let quotedAt: Int64
    let ageSeconds: Int64
    let staleAfterSeconds: Int64

    func write(to json: inout JSONWriter) {
        json.beginObject()
        json.member("currency", currency)
        json.member("rate", rate)
        json.member("quoted_at", timestamp: quotedAt)
        json.member("age_seconds", ageSeconds)
        json.member("stale", ageSeconds > staleAfterSeconds)
        json.endObject()
    }
}
