import API
import Cache
import Entities
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

/// Answers questions: at once from the cache, or by a worker with a connection, or later if the
/// read model has to reach a position first.
///
/// However a question is answered, its client never sees time go back.
final class QueryWorkers: Sendable {
    /// A question that waits for a position, with its reading if there is one already.
    struct Waiting: Sendable {
        let asked: Asked
        let early: Early?
    }

    /// A reading to send once the cache has reached its position.
    struct Early: Sendable {
        let reading: QueryResult
        let miss: CacheMiss
        /// In milliseconds of the monotonic clock.
        let readAt: Int64
    }

    /// The outcome of a worker's reading.
    enum Outcome {
        case ready(QueryResult)
        case early(Early, until: LogPosition)
        /// To be read again once the read model has reached the position.
        case lacking(until: LogPosition)
        case failed(Response)
    }

    struct State {
        var waiting: [UInt64: Waiting] = [:]
        /// Questions that wait for a look at the log's end.
        var parked: [Parked] = []
        var nextTicket: UInt64 = 1
        var shared: SharedReadings
    }

    /// How often a reading older than the cache is repeated, 20 ms apart.
    private static let outdatedLimit = 5

    let cache: WarmCache
    let history: HistoryBoard
    let pool: WorkerPool<DatabaseHandle>
    let sources: Sources
    let waitMilliseconds: Int64
    /// The limit of questions that wait for a look at the log's end.
    let parkingLimit: Int
    let state: Mutex<State>
    let isParking = Atomic(false)
    let isResuming = Atomic(false)
    let downloads: Downloads
    let failures = FailureLog("query failed")
    let complete: @Sendable ([Completion]) -> Void
    /// Takes more bytes of documents that are sent in parts.
    let push: @Sendable ([Push]) -> Void

    /// The other parts of the node that it uses.
    struct Sources: Sendable {
        /// The log's end and time, as far as this node knows them.
        let closed: ClosedTime
        /// The database's time, by which deadlines are judged, in microseconds since 1970.
        let now: @Sendable () -> Int64
        /// Asks the writer to look at the log's end soon.
        let probe: @Sendable () -> Void
        /// Asks the projections to go on soon, since somebody waits for the position.
        let hurry: @Sendable (LogPosition) -> Void
        /// Writes the journal of commands to the database; blocks.
        let writeDown: @Sendable () -> Void
    }

    /// `complete` gets the later answers, on any thread.
    init(
        cache: WarmCache,
        history: HistoryBoard,
        database: ConnectionOptions,
        configuration: Configuration,
        sources: Sources,
        complete: @escaping @Sendable ([Completion]) -> Void,
        push: @escaping @Sendable ([Push]) -> Void
    ) {
        self.cache = cache
        self.history = history
        self.complete = complete
        self.push = push
        downloads = Downloads(limit: configuration.downloadLimit)
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

    /// The number of questions that wait for a worker.
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

    /// Reads the answer; nil if it comes later.
    func proceed(_ asked: Asked) -> Response? {
        asked.question.moment == nil ? answer(asked) : readMoment(asked)
    }

    /// Finishes the accepted questions, and ends the workers.
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
                    try cache.read(miss, connection, closed: moment)
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

    /// Sends an early reading, now that the cache has reached its position; asks again if a
    /// deadline in it has come meanwhile.
    func replyNow(_ early: Early, _ asked: Asked) -> Response? {
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
        // While the question waited, another history may have begun, in which the asker's number
        // belongs to somebody else.
        if let caller = asked.caller, asked.historyVersion != history.version,
            !history.history.contains(caller)
        {
            return Response(Problem.sessionLost)
        }
        let response = Response(
            reading,
            to: asked.question,
            in: asked.epoch,
            ifNoneMatch: asked.ifNoneMatch,
            ageSeconds: cache.age(of: asked.question.model, now: SystemClock.monotonicMilliseconds)
        )
        return admitted(response, reading, asked.ticket)
    }

    static let tooMany = Problem.overloaded(
        "Too many questions wait for the database. Ask again."
    )
}

/// A question on its way, with its request and the conditions of its answer.
struct Asked: Sendable {
    let ticket: Ticket
    var question: Question
    /// The read model must reach this place before the question is answered.
    let minimum: LogPlace?
    /// The value of `If-None-Match`.
    let ifNoneMatch: [UInt8]?
    /// Until when it may wait for the read model, in milliseconds of the monotonic clock.
    let deadline: Int64
    /// The epoch of the position in the answer.
    private(set) var epoch: EpochID
    /// Where the log has the asker's session; nil for a question that everybody may ask.
    var caller: LogPlace?
    /// The version of the history that contained the caller's session.
    var historyVersion = 0

    /// A copy whose answer has a position of that epoch.
    func shown(in epoch: EpochID) -> Asked {
        var copy = self
        copy.epoch = epoch
        return copy
    }

    var minimumPosition: LogPosition? { minimum?.position }
}
