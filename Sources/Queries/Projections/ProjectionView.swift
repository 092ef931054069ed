import Postgres
import Text

/// One read model for the administrator's eye.
struct ProjectionView {
    let name: String
    let position: Int64
    /// Events between it and the log's end.
    let lag: Int64
    /// Counts the replays that were swapped in.
    let generation: Int64
    /// Why it has stopped, and before which event.
    let error: String?
    let errorPosition: Int64?
    /// Microseconds since 1970.
    let updatedAt: Int64
    /// On disk, with indexes.
    let bytes: Int64?
    /// An estimate.
    let rows: Int64?

    /// `eventsPerSecond` is that of all read models that this node moves on.
    func write(eventsPerSecond: Int, to json: inout JSONWriter) {
        json.beginObject()
        json.member("name", name)
        json.member("position", position)
        json.member("lag", lag)
        json.member("events_per_second", error == nil ? eventsPerSecond : 0)
        json.member("generation", generation)
        json.member("error", error)
        json.member("error_position", errorPosition)
        json.member("updated_at", timestamp: updatedAt)
        json.member("bytes", bytes)
        json.member("rows", rows)
        json.endObject()
    }
}
