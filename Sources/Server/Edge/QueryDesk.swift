import Glibc
import HTTP
import Postgres
import Queries
import Synchronization

/// Answers questions: from the cache at once, else by a worker with a connection, and later where
/// the read model has to reach a position first.
///
/// No client sees time go back, whichever way it is answered.
final class QueryDesk: Sendable {
    /// A question that waits for a position, with what was read for it already, if anything.
    struct Waiting: Sendable {
        let asked: Asked
        let early: Early?
    }

    /// What is to be sent once the cache has got to its position.
    struct Early: Sendable {
        let reading: Reading
        let miss: Miss
        /// In milliseconds of the monotonic clock.
        let readAt: Int64
    }

    /// What a worker has found.
    enum Outcome {
        case ready(Reading)
        case early(Early, until: ReadPosition)
        case failed(Response)
    }

    struct State {
        var waiting: [UInt64: Waiting] = [:]
        var nextTicket: UInt64 = 1
        var shared: SharedReadings
    }

    /// Times that a reading older than the cache is repeated, 20 ms apart.
    private static let outdatedLimit = 5

    let cache: WarmCache
    let pool: WorkerPool<DatabaseSession>
    private let waitMilliseconds: Int64
    let state: Mutex<State>
    private let failures = FailureLog("query failed")
    let complete: @Sendable ([Completion]) -> Void

    /// `complete` gets the answers that were not given at once, on any thread.
    init(
        cache: WarmCache,
        database: ConnectionOptions,
        configuration: Configuration,
        complete: @escaping @Sendable ([Completion]) -> Void
    ) {
        self.cache = cache
        self.complete = complete
        waitMilliseconds = Int64(configuration.positionWaitMilliseconds)
        state = Mutex(State(shared: SharedReadings(limit: configuration.queryQueueLimit)))
        var database = database
        database.settings.merge(QueryRunner.settings) { _, new in new }
        let options = database
        pool = WorkerPool(
            named: "queries",
            threads: configuration.queryConnections,
            limit: configuration.queryQueueLimit
        ) { DatabaseSession(options) }
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
        return answer(asked)
    }

    /// Goes on with those whose position is reached.
    func reached(_ tickets: [WaitTicket]) {
        guard !tickets.isEmpty else { return }
        let replies = take(tickets).compactMap { waiting -> Completion? in
            let asked = waiting.asked
            guard let early = waiting.early else {
                return answer(asked).map { Completion(ticket: asked.ticket, response: $0) }
            }
            return replyNow(early, asked).map { Completion(ticket: asked.ticket, response: $0) }
        }
        complete(replies)
    }

    /// Turns away those whose time is over.
    ///
    /// To be called some times a second.
    func expire() {
        let replies = take(cache.expire(now: Clock.milliseconds)).map { waiting in
            Completion(ticket: waiting.asked.ticket, response: Response(Self.notReached))
        }
        if !replies.isEmpty { complete(replies) }
    }

    /// Finishes what was taken, and ends the workers.
    func close() {
        pool.close()
    }

    // MARK: At once, or by a worker

    func answer(_ asked: Asked) -> Response? {
        switch cache.lookup(asked.question) {
        case .hit(let reading): return reply(reading, asked)
        case .miss(let miss):
            guard !asked.question.isShared else { return share(asked, miss) }
            let isTaken = pool.submit { [self] session in
                if let reply = reply(read(miss, &session), asked) {
                    complete([Completion(ticket: asked.ticket, response: reply)])
                }
            }
            return isTaken ? nil : Response(Self.tooMany)
        }
    }

    func read(_ miss: Miss, _ session: inout DatabaseSession) -> Outcome {
        for _ in 0..<Self.outdatedLimit {
            do throws(PostgresError) {
                let readAt = Clock.milliseconds
                let resolution = try session.use { (connection) throws(PostgresError) in
                    try QueryRunner.answer(miss, connection, cache)
                }
                switch resolution {
                case .ready(let reading): return .ready(reading)
                case .early(let reading, let position):
                    return .early(
                        Early(reading: reading, miss: miss, readAt: readAt),
                        until: position
                    )
                case .outdated: usleep(20_000)
                }
            } catch {
                return .failed(failure(error))
            }
        }
        return .failed(Response(Self.notReached))
    }

    /// The answer, or nil if it comes later.
    func reply(_ outcome: Outcome, _ asked: Asked) -> Response? {
        switch outcome {
        case .ready(let reading): return reply(reading, asked)
        case .failed(let response): return response
        case .early(let early, let position):
            if let wait = wait(asked, early, until: position) { return wait.reply }
            return replyNow(early, asked)
        }
    }

    /// Goes on with what was read too early, now that the cache has got there.
    private func replyNow(_ early: Early, _ asked: Asked) -> Response? {
        guard case .ready(let reading) = cache.resolve(early.reading, for: early.miss) else {
            return answer(asked)
        }
        return reply(kept(reading, early), asked)
    }

    private func failure(_ error: PostgresError) -> Response {
        failures.report(error)
        guard error.isTransient else {
            return Response(Problem(.internalError, "The question could not be answered."))
        }
        var problem = Problem(.unavailable, "The database is not reached. Ask again later.")
        problem.retryAfterSeconds = 1
        return Response(problem)
    }

    func reply(_ reading: Reading, _ asked: Asked) -> Response {
        Response(
            reading,
            to: asked.question,
            ifNoneMatch: asked.ifNoneMatch,
            ageSeconds: cache.age(of: asked.question.model, now: Clock.milliseconds)
        )
    }

    // MARK: Waiting for a position

    /// What became of the wish to wait: an answer at once, or none until later.
    private struct Wait {
        let reply: Response?
    }

    /// Nil if there is nothing to wait for.
    private func wait(_ asked: Asked, _ early: Early?, until position: ReadPosition) -> Wait? {
        // Kept before it is registered: the cache may call back at once.
        let number = state.withLock { state in
            let number = state.nextTicket
            state.nextTicket += 1
            state.waiting[number] = Waiting(asked: asked, early: early)
            return number
        }
        let registration = cache.register(
            WaitTicket(number),
            for: asked.question.model,
            at: position,
            deadline: Clock.milliseconds + waitMilliseconds
        )
        switch registration {
        case .waiting: return Wait(reply: nil)
        case .reached:
            _ = take([WaitTicket(number)])
            return nil
        case .full:
            _ = take([WaitTicket(number)])
            return Wait(reply: Response(.overloaded("Too many requests wait for a position.")))
        }
    }

    private func take(_ tickets: [WaitTicket]) -> [Waiting] {
        guard !tickets.isEmpty else { return [] }
        return state.withLock { state in
            tickets.compactMap { state.waiting.removeValue(forKey: $0.rawValue) }
        }
    }

    static let tooMany = Problem.overloaded(
        "Too many questions wait for the database. Ask again."
    )

    private static let notReached: Problem = {
        var problem = Problem(
            .notReachedYet,
            "The read model has not got there in time. Ask again later."
        )
        problem.retryAfterSeconds = 1
        return problem
    }()
}
