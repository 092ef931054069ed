import Model

/// Takes a row's columns one after another: a COPY stream, or arrays for `unnest`.
package protocol RowSink: ~Copyable {
    mutating func int64(_ value: Int64)
    mutating func optionalInt64(_ value: Int64?)
    mutating func text(_ value: String)
    mutating func optionalText(_ value: String?)
    mutating func timestamp(_ value: Timestamp)
    mutating func optionalTimestamp(_ value: Timestamp?)
    /// JSON text.
    mutating func json(_ value: String)
    mutating func optionalJSON(_ value: String?)
}
