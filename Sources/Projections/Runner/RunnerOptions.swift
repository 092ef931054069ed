/// Limits of the projection thread.
package struct RunnerOptions: Hashable, Sendable {
    /// Events folded into one transaction at most.
    package var batchLimit = 5_000
    /// Least time between the starts of two transactions, in milliseconds, unless half of the batch
    /// limit waits: under load several appends are folded into one transaction, and a lone event
    /// after a pause is projected at once.
    package var paceMilliseconds = 20
    /// How long an idle node waits before it looks by itself, in milliseconds.
    package var pollMilliseconds = 100
    /// How long a node waits while another one is at work, in milliseconds.
    package var contendedMilliseconds = 10
    /// Events up to which a node follows another one row by row; beyond, everything is read again.
    package var followLimit = 20_000
    /// Pause after an error in milliseconds: doubles from the first to the last value.
    package var retryMilliseconds = 100...500

    package init() {}
}
