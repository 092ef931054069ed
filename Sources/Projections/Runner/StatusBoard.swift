import Events
import Glibc
import Model
import Synchronization

/// The runner's status, written by its thread and read by any.
final class StatusBoard: Sendable {
    private struct Content {
        var status = RunnerStatus()
        var windowStart: Int64 = 0
        var windowPosition: Int64?
    }

    /// The rate is taken over this many microseconds.
    private let window: Int64 = 1_000_000

    private let content = Mutex(Content())

    var status: RunnerStatus { content.withLock { $0.status } }

    func succeeded() {
        content.withLock { content in
            content.status.connection = .connected
            content.status.answeredAt = monotonicMicroseconds() / 1_000
        }
    }

    func failed() {
        content.withLock { $0.status.connection = .waiting }
    }

    func stopped() {
        content.withLock { $0.status.connection = .stopped }
    }

    func update(_ report: ProjectionReport) {
        let now = monotonicMicroseconds()
        content.withLock { content in
            content.status.tail = report.tail
            content.status.lookedAt = report.lookedAt
            for (name, position) in report.positions {
                var state = content.status.projections[name]?.state ?? .running
                // A replay may have revived it, whether or not an event has come since.
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

/// Microseconds of a clock that only goes forward.
func monotonicMicroseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
}
