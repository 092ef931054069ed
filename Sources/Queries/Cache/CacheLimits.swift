/// How much the warm cache may hold.
package struct CacheLimits: Hashable, Sendable {
    /// Balances held ready, at 36 to 82 bytes each; those beyond are read when asked for and kept
    /// among the pages.
    package var balances = 500_000
    /// Slots held ready; with more than these, slots are read when asked for and kept among the
    /// pages.
    package var slots = 50_000
    /// Reservations of money whose deadlines are held ready, and seats as many, at about 100 bytes
    /// each; balances and slots with others are read when asked for and kept among the pages.
    package var deadlines = 500_000
    /// Bytes of rendered pages, overhead included.
    package var pageBytes = 32 * 1024 * 1024
    /// Requests that wait for a position at the same time.
    package var waiters = 10_000

    package init() {}
}
