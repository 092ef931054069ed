import Model

/// What becomes of a reading, so that no client sees time go back.
package enum Resolution: Hashable, Sendable {
    /// To be sent.
    case ready(Reading)
    /// Newer than the cache: to be sent when the cache has reached the position, since until then
    /// the next hit would be older.
    ///
    /// Register a waiter; at the deadline answer 503.
    case early(Reading, until: LogPosition)
    /// Older than what the cache has shown already, as from a standby that lags or after a
    /// failover: to be read again a little later, or 503.
    case outdated
}
