import Model
import Postgres

/// Collects rows in COPY's binary form.
struct CopySink: RowSink, ~Copyable {
    var writer: CopyWriter

    mutating func int64(_ value: Int64) { writer.int64(value) }
    mutating func optionalInt64(_ value: Int64?) { writer.int64(value) }
    mutating func text(_ value: String) { writer.text(value) }
    mutating func optionalText(_ value: String?) { writer.text(value) }
    mutating func timestamp(_ value: Timestamp) { writer.timestamp(value.microseconds) }
    mutating func optionalTimestamp(_ value: Timestamp?) { writer.timestamp(value?.microseconds) }
    mutating func json(_ value: String) { writer.text(value) }
    mutating func optionalJSON(_ value: String?) { writer.text(value) }
}
