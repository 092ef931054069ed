import Dispatch
import EventStore
import Events
import HTTP
import Identity
import Model
import Postgres
import Projections
import Runtime
import Synchronization
import Text

extension FeedHub {
    /// Events that are taken under the lock at once: an event loop that adds a reader waits so
    /// long.
    private static let stepLimit = 500
    /// Events between two flushes.
    private static let flushLimit = 20_000
    /// A push costs the event loop and the kernel about 10 µs.
    ///
    /// With this pause for each push, sending uses a small part of one processor, however many
    /// readers there are; a single event leaves at once.
    private static let pauseMicrosecondsPerPush = 400
    private static let longestPauseMilliseconds = 1_000
    private static let tickMilliseconds: Int64 = 1_000

    func run(_ stopped: @Sendable () -> Set<ReadModel>) {
        var handle = DatabaseHandle(database, of: history)
        var nextTick = SystemClock.monotonicMilliseconds + Self.tickMilliseconds
        while !isStopping.isSet {
            _ = wake.wait(
                timeout: .now() + .milliseconds(Int(nextTick - SystemClock.monotonicMilliseconds))
            )
            do {
                pause(for: try follow(stopped(), &handle))
            } catch {
                LogLine(.warning, "the feed can't read the log").with("error", "\(error)").write()
                pause(milliseconds: Self.longestPauseMilliseconds)
            }
            guard nextTick <= SystemClock.monotonicMilliseconds else { continue }
            nextTick = SystemClock.monotonicMilliseconds + Self.tickMilliseconds
            change {
                $0.tick(now: SystemClock.monotonicMilliseconds, second: clock.unixSeconds, &$1)
            }
        }
    }

    /// Sends what the read models show by now; returns the number of pushes.
    private func follow(_ stopped: Set<ReadModel>, _ database: inout DatabaseHandle) throws -> Int {
        if let (history, logEnd) = readable.withLock({ $0.takeHistory() }) {
            change { state, actions in
                if history != state.history { state.adopt(history, logEnd: logEnd, &actions) }
            }
        }
        let place = state.withLock { $0.position }
        if let end = readable.withLock({ $0.takeLoss(before: place) }) {
            change { $0.restart(at: end, &$1) }
        }
        guard let end = readable.withLock({ $0.position(without: stopped) }) else { return 0 }
        defer { change { $0.flush(&$1) } }
        var count = 0
        while count < Self.flushLimit, !isStopping.isSet, let place = prepare(end) {
            let run = try source.read(after: place, through: end, limit: Self.stepLimit, &database)
            // If the log was truncated, the read models report it.
            guard place < run.end else { break }
            change { $0.advance(run.events, through: run.end, &$1) }
            count += run.events.count
        }
        if count >= Self.flushLimit { wake.signal() }
        return state.withLock { $0.unsent.count(administrators: $0.administrators.count) }
    }

    /// The position to read from; nil if there is no new event, or no reader.
    private func prepare(_ end: LogPosition) -> LogPosition? {
        change { state, actions in
            guard let position = state.position else {
                state.begin(at: end, &actions)
                return nil
            }
            guard position < end else { return nil }
            if state.readers.isEmpty {
                state.skip(to: end)
                return nil
            }
            return position
        }
    }

    /// Lets more events gather, for longer the more readers there are.
    private func pause(for pushes: Int) {
        let wanted = pushes * Self.pauseMicrosecondsPerPush / 1_000
        pause(milliseconds: min(wanted, Self.longestPauseMilliseconds))
    }

    /// Waits; the hub's stop ends the wait early.
    private func pause(milliseconds: Int) {
        guard milliseconds > 0 else { return }
        if stopping.wait(timeout: .now() + .milliseconds(milliseconds)) == .success {
            stopping.signal()
        }
    }
}

/// The position up to which all read models show the log, so that a query for a frame's id finds
/// it.
struct ReadableEnd {
    private var positions: [ReadModel: LogPosition] = [:]
    /// The log's end when the projections last began again, perhaps on another server.
    private var restartedAt: LogPosition?
    /// The history in which they began again, and the log's end then.
    private var begun: (history: LogHistory, logEnd: LogPosition)?

    /// Takes over the positions that the projections report.
    mutating func reach(_ batch: ProjectionBatch) {
        positions = batch.positions
        switch batch.kind {
        case .advanced: break
        case .reset:
            restartedAt = min(restartedAt ?? batch.tail, batch.tail)
            if let source = batch.source { begun = (source.history, batch.tail) }
        }
    }

    /// Returns once the history in which the projections have begun again.
    mutating func takeHistory() -> (history: LogHistory, logEnd: LogPosition)? {
        defer { begun = nil }
        return begun
    }

    /// Returns once the log's end, if events before `position` were sent that the log has lost.
    mutating func takeLoss(before position: LogPosition?) -> LogPosition? {
        defer { restartedAt = nil }
        guard let position, let restartedAt, restartedAt < position else { return nil }
        return restartedAt
    }

    /// Nil before the first report; projections that have stopped for good do not count.
    func position(without stopped: Set<ReadModel>) -> LogPosition? {
        positions.filter { !stopped.contains($0.key) }.values.min()
    }
}
