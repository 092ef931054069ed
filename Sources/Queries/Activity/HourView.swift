import Postgres
import Text

/// One hour of the chart: `{"hour":"14:00","count":3}`.
struct HourView {
    let hour: String
    let count: Int64

    func write(to json: inout JSONWriter) {
        json.beginObject()
        json.member("hour", hour)
        json.member("count", count)
        json.endObject()
    }
}
