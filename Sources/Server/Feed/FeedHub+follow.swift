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

extension FeedHub {
    /// Events told under the lock at once; loops that take a reader on wait for so many at most.
    static let stepLimit = 500
    /// Events told between two flushes.
    private static let flushLimit = 20_000
    /// A push costs the event loop and the kernel some 10 µs: with this pause for each, sending takes a
    /// small part of one processor, however many readers there are, and one event alone leaves at once.
    private static let pauseMicrosecondsPerPush = 400
    private static let longestPauseMilliseconds = 1_000
    private static let tickMilliseconds: Int64 = 1_000

    func run(_ stopped: @Sendable () -> Set<ReadModel>) {
        var session = DatabaseHandle(database, of: history)
        var nextTick = Clock.milliseconds + Self.tickMilliseconds
        while !isStopping.isSet {
            _ = wake.wait(timeout: .now() + .milliseconds(Int(nextTick - Clock.milliseconds)))
            do {
                pause(for: try follow(stopped(), &session))
            } catch {
                LogLine(.warning, "the feed can't read the log").with("error", "\(error)").write()
                pause(milliseconds: Self.longestPauseMilliseconds)
            }
            guard nextTick <= Clock.milliseconds else { continue }
            nextTick = Clock.milliseconds + Self.tickMilliseconds
            change { $0.tick(now: Clock.milliseconds, second: clock.unixSeconds, &$1) }
        }
    }

    /// Tells what there is; answers how many pushes that were.
    private func follow(
        _ stopped: Set<ReadModel>,
        _ session: inout DatabaseHandle
    ) throws -> Int {
        if let (history, logEnd) = goal.withLock({ $0.takeHistory() }) {
            change { state, actions in
                if history != state.history { state.adopt(history, logEnd: logEnd, &actions) }
            }
        }
        let place = state.withLock { $0.position }
        if let end = goal.withLock({ $0.takeLoss(told: place) }) {
            change { $0.restart(at: end, &$1) }
        }
        guard let end = goal.withLock({ $0.position(without: stopped) }) else { return 0 }
        defer { change { $0.flush(&$1) } }
        var told = 0
        while told < Self.flushLimit, !isStopping.isSet, let place = prepare(end) {
            let run = try source.read(
                after: place,
                through: end,
                limit: Self.stepLimit,
                &session
            )
            // A log that is shorter than the read models said is told of by them.
            guard place < run.end else { break }
            change { $0.advance(run.events, through: run.end, &$1) }
            told += run.events.count
        }
        if told >= Self.flushLimit { wake.signal() }
        return state.withLock { $0.outgoing.count(administrators: $0.administrators.count) }
    }

    /// Where to read on from; nil if there is nothing to tell or nobody to tell it to.
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

    /// Lets more gather, the longer the more readers there are to send to.
    private func pause(for pushes: Int) {
        let wanted = pushes * Self.pauseMicrosecondsPerPush / 1_000
        pause(milliseconds: min(wanted, Self.longestPauseMilliseconds))
    }

    /// Ends early only to stop.
    private func pause(milliseconds: Int) {
        guard milliseconds > 0 else { return }
        if stopping.wait(timeout: .now() + .milliseconds(milliseconds)) == .success {
            stopping.signal()
        }
    }
}

/// How far the feed may go: as far as the read models, so that a query for a frame's id finds it.
struct ReadableEnd {
    private var positions: [ReadModel: LogPosition] = [:]
    /// Where the log ended when the projections last began anew, maybe with another server.
    private var restartedAt: LogPosition?
    /// The history that they began again in, and the log's end then.
    private var begun: (history: LogHistory, logEnd: LogPosition)?

    /// What the projections have announced.
    mutating func reach(_ batch: ProjectionBatch) {
        positions = batch.positions
        switch batch.kind {
        case .advanced: break
        case .reset:
            restartedAt = min(restartedAt ?? batch.tail, batch.tail)
            if let source = batch.source { begun = (source.history, batch.tail) }
        }
    }

    /// The history that the projections have begun again in; once.
    mutating func takeHistory() -> (history: LogHistory, logEnd: LogPosition)? {
        defer { begun = nil }
        return begun
    }

    /// The log's end when it turned out to be before something that was told; once.
    mutating func takeLoss(told: LogPosition?) -> LogPosition? {
        defer { restartedAt = nil }
        guard let told, let restartedAt, restartedAt < told else { return nil }
        return restartedAt
    }

    /// Nil before anything was announced; projections that have stopped for good are not waited for.
    func position(without stopped: Set<ReadModel>) -> LogPosition? {
        positions.filter { !stopped.contains($0.key) }.values.min()
    }
}
