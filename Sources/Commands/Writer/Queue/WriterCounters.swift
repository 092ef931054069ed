import Entities
import Synchronization

/// Counts the work of the writer thread, for the metrics.
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
            case .done(_, _, true), .rejected(_, _, _, true), .decided(_, _, true): replayed += 1
            case .done(_, _, false), .decided(_, _, false): done += 1
            case .rejected(_, _, _, false): rejected += 1
            case .notFound, .forbidden, .sessionLost, .sessionEnded, .keyReused: invalid += 1
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

/// Counts values below fixed bounds, as a Prometheus histogram shows them.
package struct HistogramCounts: Equatable, Sendable {
    /// Upper bounds, included, in order.
    package let bounds: [Int64]
    /// The number of values in each bucket: not cumulative, the last is above every bound.
    package private(set) var counts: [Int]
    package private(set) var sum: Int64 = 0

    package init(bounds: [Int64]) {
        self.bounds = bounds
        counts = [Int](repeating: 0, count: bounds.count + 1)
    }

    package var isEmpty: Bool { counts.allSatisfy { $0 == 0 } }

    package mutating func record(_ value: Int64) {
        var bucket = 0
        while bucket < bounds.count, value > bounds[bucket] { bucket += 1 }
        counts[bucket] += 1
        sum += value
    }

    /// Adds counts that were collected elsewhere, with the same bounds.
    package mutating func add(_ other: HistogramCounts) {
        for index in counts.indices { counts[index] += other.counts[index] }
        sum += other.sum
    }

    /// Sets all counts to zero.
    package mutating func reset() {
        for index in counts.indices { counts[index] = 0 }
        sum = 0
    }
}

/// A histogram that several threads may record into.
package final class Histogram: Sendable {
    /// Microseconds of a batch.
    package static let batchMicroseconds: [Int64] = [
        500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000,
        5_000_000,
    ]
    /// Commands in a batch.
    package static let batchSizes: [Int64] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000]

    private let state: Mutex<HistogramCounts>

    package init(bounds: [Int64]) {
        state = Mutex(HistogramCounts(bounds: bounds))
    }

    package func record(_ value: Int64) {
        state.withLock { $0.record(value) }
    }

    package func add(_ counts: HistogramCounts) {
        state.withLock { $0.add(counts) }
    }

    package var counts: HistogramCounts { state.withLock { $0 } }
}
