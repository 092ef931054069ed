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

/// The live feed of a node: follows the log behind the read models on a thread of its own, and sends
/// each event to those whom it concerns.
///
/// Neither the writer nor the projections wait for it, and a reader that stalls is the event loop's to
/// cut off.
package final class FeedHub: Sendable {
    /// How the edge is reached; what is posted for one stream arrives in that order.
    package struct Edge: Sendable {
        let complete: @Sendable ([Completion]) -> Void
        let push: @Sendable ([Push]) -> Void

        package init(
            complete: @escaping @Sendable ([Completion]) -> Void,
            push: @escaping @Sendable ([Push]) -> Void
        ) {
            self.complete = complete
            self.push = push
        }
    }

    /// Events told under the lock at once; loops that take a reader on wait for so many at most.
    static let stepLimit = 500
    /// Events told between two flushes.
    private static let flushLimit = 20_000
    /// A push costs the event loop and the kernel some 10 µs: with this pause for each, sending takes a
    /// small part of one processor, however many readers there are, and one event alone leaves at once.
    private static let pauseMicrosecondsPerPush = 400
    private static let longestPauseMilliseconds = 1_000
    private static let tickMilliseconds: Int64 = 1_000

    let state: Mutex<FeedState>
    let edge: Edge
    let replays: WorkerPool<DatabaseHandle>
    private let history: HistoryBoard
    private let source: FeedSource
    private let clock: ServiceClock
    private let database: ConnectionOptions
    private let goal = Mutex(ReadableEnd())
    private let wake = DispatchSemaphore(value: 0)
    private let stopping = DispatchSemaphore(value: 0)
    private let isStopping = Flag()
    private let thread = Mutex<NamedThread?>(nil)

    /// `database` is used under the role that may read the log; `feed` is the process's own.
    package init(
        database: ConnectionOptions,
        feed: CommitFeed,
        limits: FeedLimits,
        clock: ServiceClock,
        history: HistoryBoard,
        edge: Edge
    ) {
        self.clock = clock
        var database = database.with(role: LogRole.projections)
        database.applicationName = "tally feed"
        let options = database
        self.database = options
        self.edge = edge
        self.history = history
        source = FeedSource(feed: feed)
        state = Mutex(FeedState(limits: limits, history: history.history))
        // One thread: replays share it piece by piece, and leave the others to commands and queries.
        // Each reader has one piece to make at most.
        replays = WorkerPool(named: "feed replay", threads: 1, limit: 2 * limits.readers) {
            DatabaseHandle(options, of: history)
        }
    }

    /// Readers there are.
    var readers: Int { state.withLock { $0.readers.count } }

    /// Starts the thread; `stopped` answers which projections are not waited for.
    package func start(stopped: @escaping @Sendable () -> Set<ReadModel>) {
        let thread = NamedThread(named: "feed") { [self] in run(stopped) }
        self.thread.withLock { $0 = thread }
    }

    /// Ends the threads; streams that are left are the server's to end.
    package func stop() {
        isStopping.set()
        stopping.signal()
        wake.signal()
        let thread = self.thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        thread?.join()
        replays.close()
    }

    /// Takes note of how far the read models are; called by the projections after each commit.
    package func reached(_ batch: ProjectionBatch) {
        goal.withLock { $0.reach(batch) }
        wake.signal()
    }

    /// Performs what a change of the state asks for, still under the state's lock: so what is posted
    /// for one stream is posted in the order in which it was decided.
    func change<Result>(_ body: (inout FeedState, inout FeedActions) -> Result) -> Result {
        state.withLock { state in
            var actions = FeedActions()
            let result = body(&state, &actions)
            perform(actions)
            return result
        }
    }

    private func perform(_ actions: FeedActions) {
        if !actions.completions.isEmpty { edge.complete(actions.completions) }
        if !actions.pushes.isEmpty { edge.push(actions.pushes) }
        for ticket in actions.checks {
            _ = replays.submit { [self] session in check(ticket, &session) }
        }
        for ticket in actions.replays {
            _ = replays.submit { [self] session in replay(ticket, &session) }
        }
    }

    // MARK: The thread

    private func run(_ stopped: @Sendable () -> Set<ReadModel>) {
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
