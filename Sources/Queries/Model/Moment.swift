import Model

/// A moment that a question is about, other than the present.
package enum Moment: Hashable, Sendable {
    /// A position of the log.
    case position(LogPosition)
    /// All that was recorded until then, microseconds since 1970.
    case time(Int64)
    /// All that was recorded from a time on and before another; nil for now.
    case period(from: Int64, to: Int64?)
}
