import EventStore
import Events
import Model
import Synchronization

/// Whether the log takes what this node appends, as the append path itself finds out.
///
/// Written by the writer's thread, read by any.
package final class AppendHealth: Sendable {
    private struct State {
        /// Since when the writer has been at a batch or a probe.
        var busySince: MonotonicTime?
        /// A sentence about the last attempt, nil if it went well.
        var hindrance: String? = "The log has not been reached yet."
        var clockDifference: Int64 = 0
        var covered = LogPosition.start
    }

    /// A batch that takes longer is in trouble.
    ///
    /// A stuck lock, a standby that does not confirm, a disk or network that does not answer: ordinary
    /// batches take some milliseconds.
    private static let stallNanoseconds: Int64 = 3_000_000_000

    private let state = Mutex(State())

    package init() {}

    /// How far the database's clock was ahead of the node's at the last look.
    ///
    /// Microseconds.
    package var clockDifference: Int64 { state.withLock { $0.clockDifference } }

    /// A sentence that says why no command can be appended now; nil if there is no such reason.
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

    /// The last event that this node has appended: it and all before it are as durable as the operator
    /// asks.
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
            // A failover may have cut the log back: what comes there now is not covered yet.
            state.covered = min(state.covered, reading.locked.tail.position)
        }
    }

    /// A batch or probe is over; `hindrance` says why another would fail, if it would.
    package func ended(_ hindrance: String?) {
        state.withLock { state in
            state.busySince = nil
            state.hindrance = hindrance
        }
    }
}

extension EventLogError {
    /// A sentence for those who wait for the log; nil for an error that only concerns one batch.
    var hindrance: String? {
        switch self {
        case .unavailable: "The database does not take appends."
        case .outcomeUnknown: "It is not known what became of the last append."
        case .lockTimeout: "Another session holds the append lock."
        case .unreadable, .refused: nil
        }
    }
}
