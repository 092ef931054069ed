import Model

/// The moment that balances are asked for.
package enum AsOf: Hashable, Sendable {
    /// All events up to and including this one; of a command whose events end after it, none.
    case position(LogPosition)
    /// Microseconds since 1970; all events recorded until then, and deadlines that have come by then.
    case time(Int64)
}
