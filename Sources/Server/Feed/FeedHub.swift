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

    let state: Mutex<FeedState>
    let edge: Edge
    let replays: WorkerPool<DatabaseHandle>
    let history: HistoryBoard
    let source: FeedSource
    let clock: ServiceClock
    let database: ConnectionOptions
    let goal = Mutex(ReadableEnd())
    let wake = DispatchSemaphore(value: 0)
    let stopping = DispatchSemaphore(value: 0)
    let isStopping = Flag()
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
}

extension FeedHub {
    /// Events of a replay that are read at once.
    private static let pieceLimit = 2_000
    /// Pieces without anything to send before others get a turn.
    private static let piecesPerTurn = 5

    /// Takes a reader on; `ticket` is that of its request.
    package func admit(_ ticket: Ticket, _ request: FeedRequest) -> FeedAdmission {
        change { $0.admit(ticket, request, now: Clock.milliseconds, &$1) }
    }

    /// Forgets a reader whose stream is over.
    package func ended(_ ticket: Ticket) {
        change { state, _ in state.remove(ticket) }
    }

    /// Makes the next piece of a replay, now that the last one is sent.
    package func sent(_ ticket: Ticket) {
        change { _, actions in actions.replays.append(ticket) }
    }

    /// Finds out whether the log reaches the place that the reader named.
    func check(_ ticket: Ticket, _ session: inout DatabaseHandle) {
        guard change({ state, _ in state.claimed(ticket) }) != nil else { return }
        do {
            // The end is read after the history: it is not shorter than what that says.
            let (history, end) = try session.reach { connection in
                (try LogHistory.load(connection), try LogReader(connection).tail().position)
            }
            change { state, actions in
                let until = Clock.milliseconds + state.limits.waitMilliseconds
                state.checked(ticket, logEnd: end, in: history, until: until, &actions)
            }
        } catch {
            fail(ticket, error)
        }
    }

    /// Makes pieces of a replay until there is one to send, or it is done, or others are to have a turn.
    func replay(_ ticket: Ticket, _ session: inout DatabaseHandle) {
        do {
            for _ in 0..<Self.piecesPerTurn {
                guard let stretch = change({ $0.replay(ticket, &$1) }) else { return }
                let run = try FeedSource.read(
                    after: stretch.after,
                    through: stretch.end,
                    limit: Self.pieceLimit,
                    &session
                )
                let items = run.events.compactMap(FeedItem.init)
                guard change({ $0.replay(ticket, items, through: run.end, &$1) }) else { return }
            }
            change { $0.yield(ticket, &$1) }
        } catch {
            fail(ticket, error)
        }
    }

    /// Ends the stream: its reader comes back with the last id, when the database may be there again.
    private func fail(_ ticket: Ticket, _ error: any Error) {
        LogLine(.warning, "a replay of the feed failed").with("error", "\(error)").write()
        change { $0.end(ticket, saying: [], &$1) }
    }
}

/// The events behind a position: of this process while it has them, else of the log.
struct FeedSource: Sendable {
    /// Consecutive events up to `end`; one that can't be read is left out, as the read models do.
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
        _ session: inout DatabaseHandle
    ) throws -> Run {
        if let events = feed.take(after: position, max: limit), !events.isEmpty {
            return Self.run(events, after: position, through: end)
        }
        return try Self.read(after: position, through: end, limit: limit, &session)
    }

    /// The same from the log alone.
    static func read(
        after position: LogPosition,
        through end: LogPosition,
        limit: Int,
        _ session: inout DatabaseHandle
    ) throws -> Run {
        let limit = min(limit, Int(clamping: end.rawValue - position.rawValue))
        return try session.reach { connection in
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
