import API
import Commands
import EventStore
import Events
import Glibc
import HTTP
import Identity
import Model
import Postgres
import Queries
import Runtime
import Settings
import Synchronization
import Text

/// Answers questions: from the cache at once, else by a worker with a connection, and later where
/// the read model has to reach a position first.
///
/// No client sees time go back, whichever way it is answered.
final class QueryWorkers: Sendable {
    /// A question that waits for a position, with what was read for it already, if anything.
    struct Waiting: Sendable {
        let asked: Asked
        let early: Early?
    }

    /// What is to be sent once the cache has got to its position.
    struct Early: Sendable {
        let reading: QueryResult
        let miss: CacheMiss
        /// In milliseconds of the monotonic clock.
        let readAt: Int64
    }

    /// What a worker has found.
    enum Outcome {
        case ready(QueryResult)
        case early(Early, until: LogPosition)
        /// To be read again once the read model has got to the position.
        case lacking(until: LogPosition)
        case failed(Response)
    }

    struct State {
        var waiting: [UInt64: Waiting] = [:]
        /// Those that wait for a look at the log's end.
        var parked: [Parked] = []
        var nextTicket: UInt64 = 1
        var shared: SharedReadings
    }

    /// Times that a reading older than the cache is repeated, 20 ms apart.
    private static let outdatedLimit = 5

    let cache: WarmCache
    private let history: HistoryBoard
    let pool: WorkerPool<DatabaseHandle>
    let sources: Sources
    let waitMilliseconds: Int64
    /// Questions that may wait for a look at the log's end.
    let parkingLimit: Int
    let state: Mutex<State>
    let isParking = Atomic(false)
    let isResuming = Atomic(false)
    private let failures = FailureLog("query failed")
    let complete: @Sendable ([Completion]) -> Void

    /// What it needs besides cache and database.
    struct Sources: Sendable {
        /// What the node knows of the log's end and time.
        let closed: ClosedTime
        /// The database's time, in microseconds since 1970: deadlines are told by it.
        let now: @Sendable () -> Int64
        /// Has the writer look at them soon.
        let probe: @Sendable () -> Void
        /// Writes down the commands that were answered before; blocks.
        let writeDown: @Sendable () -> Void
    }

    /// `complete` gets the answers that were not given at once, on any thread.
    init(
        cache: WarmCache,
        history: HistoryBoard,
        database: ConnectionOptions,
        configuration: Configuration,
        sources: Sources,
        complete: @escaping @Sendable ([Completion]) -> Void
    ) {
        self.cache = cache
        self.history = history
        self.complete = complete
        self.sources = sources
        parkingLimit = configuration.positionWaitLimit
        waitMilliseconds = Int64(configuration.positionWaitMilliseconds)
        state = Mutex(State(shared: SharedReadings(limit: configuration.queryQueueLimit)))
        var database = database
        database.settings.merge(QueryRunner.settings) { _, new in new }
        let options = database
        pool = WorkerPool(
            named: "queries",
            threads: configuration.queryConnections,
            limit: configuration.queryQueueLimit
        ) { DatabaseHandle(options, of: history) }
    }

    /// Questions that wait for a worker.
    var depth: Int { pool.depth }

    /// The answer, or nil if it comes later through `complete`.
    func ask(_ asked: Asked) -> Response? {
        if let minimum = asked.minimumPosition {
            let reached = cache.position(of: asked.question.model) ?? .start
            if reached < minimum, let reply = wait(asked, nil, until: minimum) {
                return reply.reply
            }
        }
        return proceed(asked)
    }

    /// Goes on with those whose position is reached.
    func reached(_ tickets: [WaitTicket]) {
        guard !tickets.isEmpty else { return }
        let replies = take(tickets).compactMap { waiting -> Completion? in
            let asked = waiting.asked
            guard let early = waiting.early else {
                return proceed(asked).map { Completion(ticket: asked.ticket, response: $0) }
            }
            return replyNow(early, asked).map { Completion(ticket: asked.ticket, response: $0) }
        }
        complete(replies)
    }

    /// Turns away those whose time is over.
    ///
    /// To be called some times a second.
    func expire() {
        let now = SystemClock.monotonicMilliseconds
        let late = take(cache.expire(now: now)).map(\.asked) + takeLate(now)
        let replies = late.map { Completion(ticket: $0.ticket, response: Response(.notReachedYet)) }
        if !replies.isEmpty { complete(replies) }
        resume()
    }

    /// Turns away those who wait for a position that the log has lost.
    ///
    /// To be called whenever the log's history has changed.
    func historyChanged() {
        let history = history.history
        let lost = state.withLock { state in
            state.waiting.compactMap { number, waiting -> (number: UInt64, problem: Problem)? in
                guard let minimum = waiting.asked.minimum,
                    case .lost(let through) = history.standing(of: minimum)
                else { return nil }
                return (number, .historyChanged(through: through, newest: history.newest.id))
            }
        }
        for (number, problem) in lost {
            let replies = take([WaitTicket(number)]).map { waiting in
                Completion(ticket: waiting.asked.ticket, response: Response(problem))
            }
            complete(replies)
        }
    }

    /// Finishes what was taken, and ends the workers.
    func close() {
        pool.close()
    }

    // MARK: At once, or by a worker

    func answer(_ asked: Asked) -> Response? {
        let asked = asked.shown(in: history.shown)
        switch cache.lookup(asked.question, now: sources.now()) {
        case .hit(let reading): return reply(reading, asked)
        case .miss(let miss):
            guard !asked.question.isShared else { return share(asked, miss) }
            let isTaken = pool.submit { [self] session in
                if case .commands = asked.question { sources.writeDown() }
                if let reply = reply(read(miss, &session), asked) {
                    complete([Completion(ticket: asked.ticket, response: reply)])
                }
            }
            return isTaken ? nil : Response(Self.tooMany)
        }
    }

    func read(_ miss: CacheMiss, _ session: inout DatabaseHandle) -> Outcome {
        for _ in 0..<Self.outdatedLimit {
            do throws(PostgresError) {
                let readAt = SystemClock.monotonicMilliseconds
                let moment = sources.closed.value.moment
                let (reading, timeliness) = try session.use { (connection) throws(PostgresError) in
                    try QueryRunner.answer(miss, connection, cache, closed: moment)
                }
                switch (timeliness, reading) {
                case (.outdated, _): usleep(20_000)
                case (_, .lacking(let position, _)): return .lacking(until: position)
                case (.ready, _): return .ready(reading)
                case (.early(let position), _):
                    return .early(
                        Early(reading: reading, miss: miss, readAt: readAt),
                        until: position
                    )
                }
            } catch .connection(DatabaseHandle.elsewhere) {
                // One of the two will soon follow the other.
                usleep(20_000)
            } catch {
                return .failed(failure(error))
            }
        }
        return .failed(Response(.notReachedYet))
    }

    /// The answer, or nil if it comes later.
    func reply(_ outcome: Outcome, _ asked: Asked) -> Response? {
        switch outcome {
        case .ready(let reading): return reply(reading, asked)
        case .failed(let response): return response
        case .lacking(let position):
            if let wait = wait(asked, nil, until: position) { return wait.reply }
            return proceed(asked)
        case .early(let early, let position):
            if let wait = wait(asked, early, until: position) { return wait.reply }
            return replyNow(early, asked)
        }
    }

    /// Goes on with what was read too early, now that the cache has got there; what depends on a
    /// deadline that has come meanwhile is asked for again.
    private func replyNow(_ early: Early, _ asked: Asked) -> Response? {
        guard !early.reading.isOver(at: sources.now()),
            case .ready = cache.resolve(early.reading, for: early.miss)
        else {
            return answer(asked)
        }
        return reply(kept(early.reading, early), asked)
    }

    private func failure(_ error: PostgresError) -> Response {
        failures.report(error)
        guard error.isTransient else {
            return Response(Problem(.internalError, "The question could not be answered."))
        }
        return Response(.unavailable("The database is not reached. Ask again later."))
    }

    func reply(_ reading: QueryResult, _ asked: Asked) -> Response {
        // While it waited another history may have begun, in which the asker's number is somebody else's.
        if let caller = asked.caller, asked.historyVersion != history.version,
            !history.history.contains(caller)
        {
            return Response(Problem.sessionLost)
        }
        return Response(
            reading,
            to: asked.question,
            in: asked.epoch,
            ifNoneMatch: asked.ifNoneMatch,
            ageSeconds: cache.age(of: asked.question.model, now: SystemClock.monotonicMilliseconds)
        )
    }

    static let tooMany = Problem.overloaded(
        "Too many questions wait for the database. Ask again."
    )
}
