import EventStore
import Model
import Text

/// The clocks that the write side reads.
package protocol TimeSource {
    /// Returns the date and time, which may jump.
    func now() -> Timestamp

    /// Returns the time of a clock that never goes back.
    func uptime() -> MonotonicTime
}

/// The machine's clocks.
package struct SystemTime: TimeSource, Sendable {
    package init() {}

    package func now() -> Timestamp {
        Timestamp(microseconds: SystemClock.unixMicroseconds)
    }

    package func uptime() -> MonotonicTime { .now }
}

/// A reading of the clock that never goes back, to measure how long something waits.
package struct MonotonicTime: Hashable, Comparable, Sendable {
    /// Since an unspecified start.
    package let nanoseconds: Int64

    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// The present time of this machine.
    package static var now: MonotonicTime {
        MonotonicTime(nanoseconds: SystemClock.monotonicNanoseconds)
    }

    package static func < (left: MonotonicTime, right: MonotonicTime) -> Bool {
        left.nanoseconds < right.nanoseconds
    }
}

/// What a node learns each time it takes the append lock.
package struct LockReading: Hashable, Sendable {
    package let locked: LockedLog
    /// The node's monotonic clock when it asked for the lock: everything committed before is visible.
    package let begun: MonotonicTime
    /// The node's monotonic clock when it had the lock.
    package let uptime: MonotonicTime
    /// How far the database's clock is ahead of the node's, negative if behind.
    ///
    /// Microseconds. Zero if the database's time is between the node's times before the request and
    /// after the answer: waiting for the lock is no difference between the clocks.
    package let clockDifference: Int64

    init(
        _ locked: LockedLog,
        askedAt before: Timestamp,
        answeredAt after: Timestamp,
        begun: MonotonicTime,
        uptime: MonotonicTime
    ) {
        self.locked = locked
        self.begun = begun
        self.uptime = uptime
        let now = locked.now.microseconds
        if now < before.microseconds {
            clockDifference = now - before.microseconds
        } else {
            clockDifference = max(0, now - after.microseconds)
        }
    }

    /// Returns a sentence with the difference between the clocks if it is too large to decide
    /// anything.
    package func refusal(_ limits: CommandLimits) -> String? {
        let limit = CommandLimits.clockRefusal * limits.clockSkewMilliseconds * 1_000
        guard clockDifference.magnitude > limit.magnitude else { return nil }
        let milliseconds = clockDifference.magnitude / 1_000
        return "The database's clock is \(milliseconds) ms "
            + (clockDifference > 0 ? "ahead of" : "behind") + " this node's: set the wrong one."
    }
}
