import Synchronization

/// Counts values below fixed bounds, as a Prometheus histogram shows them.
package struct HistogramCounts: Equatable, Sendable {
    /// Upper bounds, included, in order.
    package let bounds: [Int64]
    /// How many values fell in each bucket: not cumulative, the last is above every bound.
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

    /// Takes over what was counted elsewhere, with the same bounds.
    package mutating func add(_ other: HistogramCounts) {
        for index in counts.indices { counts[index] += other.counts[index] }
        sum += other.sum
    }

    /// Back to nothing.
    package mutating func reset() {
        for index in counts.indices { counts[index] = 0 }
        sum = 0
    }
}

/// The same, counted into by several threads.
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
