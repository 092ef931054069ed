/// What the cache holds and did, for metrics.
package struct CacheFigures: Hashable, Sendable {
    /// Questions answered from memory since the start.
    package var hits: UInt64
    /// Questions that had to be read.
    package var misses: UInt64
    /// Rows that a re-warm found to differ and replaced: above zero is a defect.
    package var driftedRows: UInt64
    package var balances: Int
    package var slots: Int
    package var pageBytes: Int
    package var waiters: Int
    /// Warmings that went through, and those that did not.
    package var warmings: UInt64
    package var failedWarmings: UInt64
}
