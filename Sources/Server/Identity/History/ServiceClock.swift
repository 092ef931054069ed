import Commands
import Model
import Postgres
import Synchronization

/// The database's time, as this node reckons it: its own steady clock plus the difference to the
/// database's clock that was measured last.
///
/// Deadlines and the lifetimes of tokens are told by it, so that they mean the same on every node. It
/// is never ahead of the database's clock, and behind it by no more than an answer takes to arrive.
package final class ServiceClock: Sendable {
    private struct State {
        /// Microseconds to add to the steady clock; nil until the first measurement.
        var difference: Int64?
        /// When that was measured, by the steady clock.
        var measuredAt: Int64 = 0
    }

    /// A measurement that is further off is a clock that was set, not an answer that took long.
    ///
    /// Microseconds.
    private static let jump: Int64 = 500_000
    /// How fast a smaller difference is followed back, in parts of the time that has passed: clocks drift
    /// by less, and answers that took long are outlived.
    private static let slewDivisor: Int64 = 1_000

    private let state = Mutex(State())
    /// The same as in `state`, for readers: no lock is taken to tell the time.
    private let difference = Atomic<Int64>(0)
    private let steadyNanoseconds: @Sendable () -> Int64

    /// Tells the machine's own time until the first measurement.
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

    /// The database's clock showed `database` microseconds since 1970 shortly before the steady clock
    /// showed `uptime`.
    package func measured(_ database: Int64, at uptime: MonotonicTime) {
        let steady = uptime.nanoseconds / 1_000
        state.withLock { state in
            let measured = database - steady
            var next = measured
            if let known = state.difference, known > measured, known - measured < Self.jump {
                // The answer took longer than an earlier one.
                let slew = max(0, steady - state.measuredAt) / Self.slewDivisor
                next = max(measured, known - slew)
            }
            state.difference = next
            state.measuredAt = steady
            difference.store(next, ordering: .relaxed)
        }
    }

    /// Asks the database for its time.
    package func measure(_ connection: Connection) throws(PostgresError) {
        let now = try connection.execute("SELECT clock_timestamp()").only().timestamp(0)
        measured(now, at: .now)
    }
}
