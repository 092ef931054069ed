import Postgres
import Text

/// How far a run is, for administrators.
struct JobProgress: Equatable, Sendable {
    let done: Int64
    let total: Int64
    /// What is counted.
    var unit = "events"
    /// A second.
    let rate: Int64
    /// What the run is at; nil if there is but one thing.
    var note: String?

    var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("done", done)
            json.member("total", total)
            json.member("unit", unit)
            json.member("rate", rate)
            json.member("note", note)
        }
        return json.bytes
    }
}
