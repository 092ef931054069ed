import Commands
import EventStore
import Events
import Model
import Queries
import Synchronization

/// Up to when this node knows all that was recorded: raised by the writer each time it takes the append
/// lock, read for every answer about a moment.
final class ClosedTime: Sendable {
    /// What is known, as of one look.
    struct Value: Equatable, Sendable {
        /// Every event from before it is known.
        var moment: ClosedMoment
        /// Where the log ends at least.
        var end: LogPosition
        /// When the lock was asked for.
        var begun: MonotonicTime
    }

    private let state = Mutex(
        Value(moment: .start, end: .start, begun: MonotonicTime(nanoseconds: 0))
    )

    /// What is known now.
    var value: Value { state.withLock { $0 } }

    /// The writer has taken the lock, which was asked for at `begun`.
    ///
    /// The log may end earlier than it did: then a server has taken over that lacks its last part.
    func raise(_ locked: LockedLog, begun: MonotonicTime) {
        let tail = locked.tail
        let end = tail.position
        // As a batch would be recorded that was decided now.
        let now = max(locked.now, tail.recordedAt).microseconds
        state.withLock { value in
            // While time stands still, what is known of it already is enough.
            if now > value.moment.time || end < value.moment.position {
                value.moment = ClosedMoment(before: now, at: end)
            }
            value.end = end
            value.begun = begun
        }
    }

    /// This node has appended up to `position`.
    func appended(to position: LogPosition) {
        state.withLock { $0.end = position }
    }
}
