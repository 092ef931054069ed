import EventStore
import Model

/// Every limit of the write side.
package struct CommandLimits: Hashable, Sendable {
    /// The most commands decided and appended together.
    package var batch = 1_000
    /// A batch of so many commands means that many clients are at work, each of which sends its next
    /// command when it has its answer.
    package var busyBatch = 16
    /// How long the writer then waits at most for all of them, in microseconds.
    package var gatherMicroseconds = 1_000
    /// The most commands that may wait; further ones are turned away.
    package var queue = 20_000
    /// The age at which a command is answered at the latest: if it was not decided yet it is not
    /// done, and if it is being appended its outcome is unknown.
    package var ageMilliseconds: Int64 = 5_000
    /// The difference between the node's clock and the database's above which it is reported; above
    /// `clockRefusal` times as much no command is decided, since the log could not be corrected.
    package var clockSkewMilliseconds: Int64 = 2_000
    package static let clockRefusal: Int64 = 5
    /// How often a batch is tried if the log can't be reached or appended to.
    package var attempts = 3
    /// Entities of all kinds kept in memory, give or take a batch.
    package var entities = 400_000
    /// The most events of other nodes that are read to catch up; further behind, the node forgets
    /// everything and loads it again as needed.
    package var catchUp = 20_000
    /// Events read at a time while catching up.
    package var catchUpChunk = 5_000
    /// The number of events after which a growing stream gets another snapshot.
    package var snapshotEvery: Int32 = 1_000
    /// How long a client should wait if a command can't be done now, in seconds.
    package var retryAfterSeconds = 1

    package init() {}

    /// How many commands to wait for, and how long, before the batch after one of `count`, while
    /// `waiting` others wait already.
    func gathering(after count: Int, waiting: Int) -> (commands: Int, microseconds: Int) {
        guard count >= busyBatch, gatherMicroseconds > 0 else { return (1, 0) }
        return (min(batch, count + waiting), gatherMicroseconds)
    }
}

/// What a node learns each time it takes the append lock.
package struct LockReading: Hashable, Sendable {
    package let locked: LockedLog
    /// The node's monotonic clock when it asked for the lock: everything committed before is
    /// visible.
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
