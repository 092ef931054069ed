import Entities
import Model
import Postgres
import Synchronization

/// The database's time on this node: the node's steady clock plus the last measured difference.
///
/// Deadlines and the lifetimes of tokens use it, so that they mean the same on every node. It is
/// never ahead of the database's clock, and behind by no more than a response takes to arrive.
package final class ServiceClock: Sendable {
    private struct State {
        /// Microseconds to add to the steady clock; nil until the first measurement.
        var difference: Int64?
        /// The time of that measurement by the steady clock.
        var measuredAt: Int64 = 0
    }

    /// A larger difference, in microseconds, means that a clock was set, not that a response was
    /// slow.
    private static let jump: Int64 = 500_000
    /// A smaller difference is followed back by this part of the elapsed time: clocks drift by
    /// less, and the effect of slow responses passes.
    private static let slewDivisor: Int64 = 1_000

    private let state = Mutex(State())
    /// The difference for readers, who take no lock.
    private let difference = Atomic<Int64>(0)
    private let steadyNanoseconds: @Sendable () -> Int64

    /// Shows the machine's own time until the first measurement.
    package init(
        steadyNanoseconds: @escaping @Sendable () -> Int64 = { MonotonicTime.now.nanoseconds }
    ) {
        self.steadyNanoseconds = steadyNanoseconds
        let machine = SystemTime().now().microseconds
        difference.store(machine - steadyNanoseconds() / 1_000, ordering: .relaxed)
    }

    /// Microseconds since 1970.
    package var unixMicroseconds: Int64 {
        steadyNanoseconds() / 1_000 + difference.load(ordering: .relaxed)
    }

    /// Seconds since 1970, for tokens.
    package var unixSeconds: Int64 { unixMicroseconds / 1_000_000 }

    /// Takes a measurement: the database's clock showed `database`, in microseconds since 1970,
    /// shortly before the steady clock showed `uptime`.
    package func measured(_ database: Int64, at uptime: MonotonicTime) {
        let steady = uptime.nanoseconds / 1_000
        state.withLock { state in
            let measured = database - steady
            var next = measured
            if let known = state.difference, known > measured, known - measured < Self.jump {
                // This response took longer than an earlier one.
                let slew = max(0, steady - state.measuredAt) / Self.slewDivisor
                next = max(measured, known - slew)
            }
            state.difference = next
            state.measuredAt = steady
            difference.store(next, ordering: .relaxed)
        }
    }

    /// Measures the database's time.
    package func measure(_ connection: Connection) throws(PostgresError) {
        let now = try connection.execute("SELECT clock_timestamp()").only().timestamp(0)
        measured(now, at: .now)
    }
}
