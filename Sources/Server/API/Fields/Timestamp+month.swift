import Events
import Model
import Postgres
import Text

extension Timestamp {
    /// The first moment of this month, UTC.
    var startOfMonth: Timestamp {
        var text: [UInt8] = []
        TimestampText.append(microseconds, to: &text)
        let month = String(decoding: text.prefix("2026-01".count), as: UTF8.self)
        return Timestamp(rfc3339: month + "-01T00:00:00Z") ?? self
    }
}
