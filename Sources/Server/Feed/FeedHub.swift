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

/// The live feed of a node: follows the log behind the read models on its own thread, and sends
/// each event to the readers whom it concerns.
///
/// Neither the writer nor the projections wait for it. The event loop cuts off stalled readers.
package final class FeedHub: Sendable {
    /// The ways to the event loops; what is posted for one stream arrives in that order.
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

    /// Events of a replay that are read at once.
    private static let pieceLimit = 2_000
    /// Pieces without anything to send before others get a turn.
    private static let piecesPerTurn = 5

    let state: Mutex<FeedState>
    private let edge: Edge
    private let replays: WorkerPool<DatabaseHandle>
    let history: HistoryBoard
    let source: FeedSource
    let clock: ServiceClock
    let database: ConnectionOptions
    let readable = Mutex(ReadableEnd())
    let wake = DispatchSemaphore(value: 0)
    let stopping = DispatchSemaphore(value: 0)
    let isStopping = Flag()
    private let thread = Mutex<NamedThread?>(nil)

    /// `feed` has the events that this process has committed.
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
        // One thread: replays share it piece by piece, and leave the others to commands and
        // queries. Each reader has one piece to make at most.
        replays = WorkerPool(named: "feed replay", threads: 1, limit: 2 * limits.readers) {
            DatabaseHandle(options, of: history)
        }
    }

    /// Starts the thread; `stopped` returns the projections for which the feed does not wait.
    package func start(stopped: @escaping @Sendable () -> Set<ReadModel>) {
        let thread = NamedThread(named: "feed") { [self] in run(stopped) }
        self.thread.withLock { $0 = thread }
    }

    /// Ends the threads; the server ends the streams that are left.
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

    /// Notes the positions of the read models; the projections call it after each commit.
    package func reached(_ batch: ProjectionBatch) {
        readable.withLock { $0.reach(batch) }
        wake.signal()
    }

    // MARK: Readers

    /// Registers a reader; `ticket` is that of its request.
    package func admit(_ ticket: Ticket, _ request: FeedRequest) -> FeedAdmission {
        change { $0.admit(ticket, request, now: SystemClock.monotonicMilliseconds, &$1) }
    }

    /// Forgets a reader whose stream is over.
    package func ended(_ ticket: Ticket) {
        change { state, _ in state.remove(ticket) }
    }

    /// Makes the next piece of a replay, after the last one was sent.
    package func sent(_ ticket: Ticket) {
        change { _, actions in actions.replays.append(ticket) }
    }

    /// Changes the state, and does what the change requires while the state's lock is held.
    ///
    /// What is posted for one stream is therefore posted in the order in which it was decided.
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
            _ = replays.submit { [self] database in check(ticket, &database) }
        }
        for ticket in actions.replays {
            _ = replays.submit { [self] database in replay(ticket, &database) }
        }
    }

    /// Looks whether the log has the place that the reader named.
    private func check(_ ticket: Ticket, _ database: inout DatabaseHandle) {
        guard change({ state, _ in state.claimed(ticket) }) != nil else { return }
        do {
            // The end is read after the history, so it includes every epoch's beginning.
            let (history, end) = try database.reach { connection in
                (try LogHistory.load(connection), try LogReader(connection).tail().position)
            }
            change { state, actions in
                let until = SystemClock.monotonicMilliseconds + state.limits.waitMilliseconds
                state.checked(ticket, logEnd: end, in: history, until: until, &actions)
            }
        } catch {
            fail(ticket, error)
        }
    }

    /// Makes pieces of a replay until one must be sent, the replay is done, or others get a turn.
    private func replay(_ ticket: Ticket, _ database: inout DatabaseHandle) {
        do {
            for _ in 0..<Self.piecesPerTurn {
                guard let stretch = change({ $0.replay(ticket, &$1) }) else { return }
                let run = try FeedSource.read(
                    after: stretch.after,
                    through: stretch.end,
                    limit: Self.pieceLimit,
                    &database
                )
                let items = run.events.compactMap(FeedItem.init)
                guard change({ $0.replay(ticket, items, through: run.end, &$1) }) else { return }
            }
            change { $0.yield(ticket, &$1) }
        } catch {
            fail(ticket, error)
        }
    }

    /// Ends the stream; its reader comes back with the last id, perhaps once the database works.
    private func fail(_ ticket: Ticket, _ error: any Error) {
        LogLine(.warning, "a replay of the feed failed").with("error", "\(error)").write()
        change { $0.end(ticket, saying: [], &$1) }
    }
}

/// The work that a change of the feed's state requires, in this order.
struct FeedActions {
    var completions: [Completion] = []
    var pushes: [Push] = []
    /// Readers whose `after` must be compared with the log's end.
    var checks: [Ticket] = []
    /// Readers that need the next piece of their replay.
    var replays: [Ticket] = []
}

/// Reads the events after a position: those of this process while it has them, or else the log's.
struct FeedSource: Sendable {
    /// Consecutive events up to `end`, without unreadable ones: the read models skip these too.
    struct Run {
        let events: [RecordedEvent]
        let end: LogPosition
    }

    let feed: CommitFeed

    /// At most `limit` events after `position`, none after `end`, which the log must have reached.
    func read(
        after position: LogPosition,
        through end: LogPosition,
        limit: Int,
        _ database: inout DatabaseHandle
    ) throws -> Run {
        if let events = feed.take(after: position, max: limit), !events.isEmpty {
            return Self.run(events, after: position, through: end)
        }
        return try Self.read(after: position, through: end, limit: limit, &database)
    }

    /// Reads from the log alone.
    static func read(
        after position: LogPosition,
        through end: LogPosition,
        limit: Int,
        _ database: inout DatabaseHandle
    ) throws -> Run {
        let limit = min(limit, Int(clamping: end.rawValue - position.rawValue))
        return try database.reach { connection in
            let reader = LogReader(connection)
            do {
                let events = try reader.read(after: position, limit: limit)
                return run(events, after: position, through: end)
            } catch EventLogError.unreadable(let broken, _) {
                let before = Int(broken.rawValue - position.rawValue) - 1
                let events = before > 0 ? try reader.read(after: position, limit: before) : []
                return Run(events: events, end: broken)
            }
        }
    }

    private static func run(
        _ events: [RecordedEvent],
        after position: LogPosition,
        through end: LogPosition
    ) -> Run {
        guard let last = events.last?.position else { return Run(events: [], end: position) }
        guard end < last else { return Run(events: events, end: last) }
        return Run(events: Array(events.prefix { $0.position <= end }), end: end)
    }
}
