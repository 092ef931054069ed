import Synchronization

/// What the writer thread has done, for the metrics.
///
/// Counts only grow; readable from any thread.
package final class WriterCounters: Sendable {
    /// Commands by outcome.
    package let done = Atomic(0)
    package let rejected = Atomic(0)
    package let replayed = Atomic(0)
    /// Not found, forbidden, or a key used for something else.
    package let invalid = Atomic(0)
    package let unavailable = Atomic(0)

    package let batches = Atomic(0)
    package let events = Atomic(0)
    /// Commands in each batch.
    package let batchSizes = Histogram(bounds: Histogram.batchSizes)
    /// Microseconds from taking a batch to its answers.
    package let batchDurations = Histogram(bounds: Histogram.batchMicroseconds)

    package init() {}

    func count(_ outcomes: [Outcome]) {
        var (done, rejected, replayed, invalid, unavailable) = (0, 0, 0, 0, 0)
        for outcome in outcomes {
            switch outcome {
            case .done(_, _, true), .rejected(_, _, true): replayed += 1
            case .done(_, _, false): done += 1
            case .rejected(_, _, false): rejected += 1
            case .notFound, .forbidden, .sessionLost, .keyReused: invalid += 1
            case .unavailable, .unknown, .distrusted: unavailable += 1
            }
        }
        self.done.add(done, ordering: .relaxed)
        self.rejected.add(rejected, ordering: .relaxed)
        self.replayed.add(replayed, ordering: .relaxed)
        self.invalid.add(invalid, ordering: .relaxed)
        self.unavailable.add(unavailable, ordering: .relaxed)
        batches.add(1, ordering: .relaxed)
        batchSizes.record(Int64(outcomes.count))
    }
}
