import EventStore
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
