import EventStore
import Events
import Model
import Synchronization

/// Whether the log accepts this node's appends, as the append path itself finds out.
///
/// Written by the writer's thread, readable from any.
package final class AppendHealth: Sendable {
    private struct State {
        /// When the writer began the present batch or probe.
        var busySince: MonotonicTime?
        /// A sentence about the last attempt, nil if it went well.
        var hindrance: String? = "The log has not been reached yet."
        var clockDifference: Int64 = 0
        var covered = LogPosition.start
    }

    /// A batch that takes longer is stuck: behind a lock, a standby that does not confirm, a disk
    /// or network that does not answer, since ordinary batches take a few milliseconds.
    private static let stallNanoseconds: Int64 = 3_000_000_000

    private let state = Mutex(State())

    package init() {}

    /// How far the database's clock was ahead of the node's at the last reading, in microseconds.
    package var clockDifference: Int64 { state.withLock { $0.clockDifference } }

    /// Returns a sentence that says why no command can be appended now; nil if one can.
    package func hindrance(now: MonotonicTime = .now) -> String? {
        state.withLock { state in
            if let since = state.busySince {
                let nanoseconds = now.nanoseconds - since.nanoseconds
                if nanoseconds > Self.stallNanoseconds {
                    return "The log has not taken a batch for \(nanoseconds / 1_000_000_000) s."
                }
            }
            return state.hindrance
        }
    }

    /// The last event that this node has appended: it and all before it are as durable as the
    /// operator requires.
    package var covered: LogPosition { state.withLock { $0.covered } }

    func committed(through position: LogPosition) {
        state.withLock { $0.covered = position }
    }

    func began(at time: MonotonicTime) {
        state.withLock { $0.busySince = time }
    }

    func read(_ reading: LockReading) {
        state.withLock { state in
            state.clockDifference = reading.clockDifference
            // A failover may have cut the log back: new events at those positions are not covered
            // yet.
            state.covered = min(state.covered, reading.locked.tail.position)
        }
    }

    /// Ends a batch or probe; `hindrance` says why another one would fail, if it would.
    package func ended(_ hindrance: String?) {
        state.withLock { state in
            state.busySince = nil
            state.hindrance = hindrance
        }
    }
}

extension EventLogError {
    /// A sentence for clients that wait for the log; nil for an error that concerns only one batch.
    var hindrance: String? {
        switch self {
        case .unavailable: "The database does not take appends."
        case .outcomeUnknown: "It is not known what became of the last append."
        case .lockTimeout: "Another session holds the append lock."
        case .unreadable, .refused: nil
        }
    }
}
