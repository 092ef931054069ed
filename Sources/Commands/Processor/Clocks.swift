import EventStore
import Glibc
import Model

/// What a node learns each time that it takes the append lock.
package struct LockReading: Hashable, Sendable {
    package let locked: LockedLog
    /// The node's steady clock when the lock was asked for: whatever was committed before is seen.
    package let begun: MonotonicTime
    /// The node's steady clock when the answer was there.
    package let uptime: MonotonicTime
    /// How far the database's clock is ahead of the node's, negative if behind.
    ///
    /// Microseconds. Zero where the node's clock shows a time before the lock was asked for and one after
    /// it was given that are on both sides of the database's: the wait for the lock is no difference.
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

    /// A sentence that says by how much the clocks differ, if that is too much to decide anything.
    package func refusal(_ limits: CommandLimits) -> String? {
        let limit = CommandLimits.clockRefusal * limits.clockSkewMilliseconds * 1_000
        guard clockDifference.magnitude > limit.magnitude else { return nil }
        let milliseconds = clockDifference.magnitude / 1_000
        return "The database's clock is \(milliseconds) ms "
            + (clockDifference > 0 ? "ahead of" : "behind") + " this node's: set the wrong one."
    }
}

/// Where the write side takes the time from.
package protocol TimeSource {
    /// The date and time.
    ///
    /// May jump.
    func now() -> Timestamp

    /// Never goes back.
    func uptime() -> MonotonicTime
}

/// The machine's clocks.
package struct SystemTime: TimeSource, Sendable {
    package init() {}

    package func now() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(
            microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
        )
    }

    package func uptime() -> MonotonicTime { .now }
}

/// A reading of the clock that never goes back, to measure how long something waits.
package struct MonotonicTime: Hashable, Comparable, Sendable {
    /// From an unspecified start.
    package let nanoseconds: Int64

    package init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// The present of this machine (`CLOCK_MONOTONIC`).
    package static var now: MonotonicTime {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return MonotonicTime(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    package static func < (left: MonotonicTime, right: MonotonicTime) -> Bool {
        left.nanoseconds < right.nanoseconds
    }
}
