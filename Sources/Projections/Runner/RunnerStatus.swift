import Events
import Model
import Postgres
import Synchronization
import Text

/// The state of the projection thread, for health, metrics and the administrator.
package struct RunnerStatus: Sendable {
    package enum Connection: Hashable, Sendable {
        /// Not started, or stopped.
        case stopped
        case connected
        /// Tries again after a pause; the log has the reason.
        case waiting
    }

    package enum State: Hashable, Sendable {
        /// This node wrote the last batch.
        case running
        /// Another node wrote the last batch; this one follows.
        case following
        /// An event stopped it: it runs again after a restart or a replay.
        case stopped(ProjectionFault)
    }

    package struct Projection: Sendable {
        package var state: State
        package var position: LogPosition
    }

    package var connection = Connection.stopped
    package var projections: [ReadModel: Projection] = [:]
    /// The end of the log as last seen.
    package var tail = LogPosition.start
    /// When that was, in milliseconds of the monotonic clock.
    package var lookedAt: Int64 = 0
    /// Events per second that this node has projected in the last seconds.
    package var eventsPerSecond: Double = 0
    /// When PostgreSQL last responded, in milliseconds of the monotonic clock.
    package var answeredAt: Int64 = 0

    /// The last event in any read model.
    package var furthest: LogPosition { projections.values.map(\.position).max() ?? .start }

    /// Read models that an event has stopped.
    package var stopped: Set<ReadModel> {
        Set(
            projections.compactMap { name, projection in
                if case .stopped = projection.state { name } else { nil }
            }
        )
    }

    /// Events between the slowest read model that is not stopped and the tail.
    package var lag: Int64 {
        let positions = projections.values.compactMap { projection -> Int64? in
            if case .stopped = projection.state { return nil }
            return projection.position.rawValue
        }
        guard let slowest = positions.min() else { return 0 }
        return max(0, tail.rawValue - slowest)
    }
}

/// A step's report about the read models, for the status that others read.
struct ProjectionReport {
    var states: [ReadModel: RunnerStatus.State] = [:]
    let positions: [ReadModel: LogPosition]
    let tail: LogPosition
    let lookedAt: Int64
    /// Read models that are not stopped by an event, or no longer since a replay.
    var active: Set<ReadModel> = []
    /// Faults that have just stopped a read model.
    var faults: [(name: ReadModel, fault: ProjectionFault)] = []

    /// After a batch that this node has just written.
    init(moves: [CheckpointMove], state: ProjectionState) {
        positions = state.positions
        tail = state.tail
        lookedAt = state.lookedAt
        for move in moves {
            if let fault = move.fault {
                states[move.name] = .stopped(fault)
                faults.append((move.name, fault))
            } else {
                states[move.name] = .running
            }
        }
    }

    /// From the checkpoints; `followed` are those that another node has advanced.
    init(checkpoints: [Checkpoint], state: ProjectionState, followed: Set<ReadModel> = []) {
        positions = state.positions
        tail = state.tail
        lookedAt = state.lookedAt
        for name in followed { states[name] = .following }
        for checkpoint in checkpoints {
            guard !state.isActive(checkpoint) else {
                active.insert(checkpoint.name)
                continue
            }
            let position = checkpoint.errorPosition ?? checkpoint.position.advanced(by: 1)
            states[checkpoint.name] = .stopped(
                ProjectionFault(position, .reported(checkpoint.error ?? "stopped"))
            )
        }
    }
}

/// The runner's status, written by its thread and read by any.
final class StatusBoard: Sendable {
    private struct Content {
        var status = RunnerStatus()
        var windowStart: Int64 = 0
        var windowPosition: Int64?
    }

    /// The rate is measured over this many microseconds.
    private let window: Int64 = 1_000_000

    private let content = Mutex(Content())

    var status: RunnerStatus { content.withLock { $0.status } }

    func succeeded() {
        content.withLock { content in
            content.status.connection = .connected
            content.status.answeredAt = SystemClock.monotonicMicroseconds / 1_000
        }
    }

    func failed() {
        content.withLock { $0.status.connection = .waiting }
    }

    func stopped() {
        content.withLock { $0.status.connection = .stopped }
    }

    func update(_ report: ProjectionReport) {
        let now = SystemClock.monotonicMicroseconds
        content.withLock { content in
            content.status.tail = report.tail
            content.status.lookedAt = report.lookedAt
            for (name, position) in report.positions {
                var state = content.status.projections[name]?.state ?? .running
                // A replay may have restarted it, even if no event has followed.
                if case .stopped = state, report.active.contains(name) { state = .following }
                content.status.projections[name] = RunnerStatus.Projection(
                    state: report.states[name] ?? state,
                    position: position
                )
            }
            measure(&content, report.positions.values.map(\.rawValue).max() ?? 0, now)
        }
    }

    private func measure(_ content: inout Content, _ position: Int64, _ now: Int64) {
        guard let start = content.windowPosition else {
            content.windowStart = now
            content.windowPosition = position
            return
        }
        let passed = now - content.windowStart
        guard passed >= window else { return }
        content.status.eventsPerSecond = Double(position - start) * 1_000_000 / Double(passed)
        content.windowStart = now
        content.windowPosition = position
    }
}
