import Synchronization

/// Counts durations below fixed bounds, as a Prometheus histogram shows them.
package final class DurationHistogram: Sendable {
    /// Upper bounds, included.
    ///
    /// Microseconds.
    package static let boundsMicroseconds: [Int64] = [
        500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000,
        5_000_000,
    ]

    private struct State {
        var counts = [Int](repeating: 0, count: boundsMicroseconds.count + 1)
        var sumMicroseconds: Int64 = 0
    }

    private let state = Mutex(State())

    package init() {}

    package func record(microseconds: Int64) {
        let bucket =
            Self.boundsMicroseconds.firstIndex { microseconds <= $0 }
            ?? Self.boundsMicroseconds.count
        state.withLock { state in
            state.counts[bucket] += 1
            state.sumMicroseconds += microseconds
        }
    }

    /// How many durations fell in each bucket (not cumulative, the last is above every bound), and
    /// their sum.
    package var snapshot: (counts: [Int], sumMicroseconds: Int64) {
        state.withLock { ($0.counts, $0.sumMicroseconds) }
    }
}
