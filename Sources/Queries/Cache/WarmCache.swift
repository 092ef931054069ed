import Model
import Postgres
import Queries
import Synchronization

/// Answers questions from memory, as of a position that it follows batch by batch.
///
/// It is never ahead of the read models, since batches come after their commit, and never takes a
/// client back in time: a result that was read past it is sent only once it has followed, and after
/// a loss it shows nothing until it is as far as it was. Its one lock is held for microseconds and
/// never over I/O.
package final class WarmCache: Sendable {
    let state: Mutex<CacheState>
    let warming = Mutex(WarmingState())
    private let confirmation: Mutex<Confirmation>

    /// Begins cold.
    ///
    /// `now` is in milliseconds of the monotonic clock that `age`, `register` and `expire` use;
    /// until something is confirmed, age counts from here.
    package init(limits: CacheLimits = CacheLimits(), now: Int64 = 0) {
        self.state = Mutex(CacheState(limits: limits))
        self.confirmation = Mutex(Confirmation(now: now))
    }

    // MARK: Questions

    /// Answers from memory, or says what `QueryRunner` has to read.
    ///
    /// `now`: by the clock of the database, in microseconds since 1970. A reservation or a seat
    /// whose deadline has passed is free, whether or not an event has said so.
    package func lookup(_ question: Question, now: Int64) -> CacheLookup {
        state.withLock { $0.find(question, now: now) }.rendered
    }

    /// Decides whether a result for a miss may be sent now, and keeps it for the next question if
    /// nothing has changed it since.
    ///
    /// Call it again, for the same result, when an early one is due.
    package func resolve(_ result: QueryResult, for miss: CacheMiss) -> Timeliness {
        state.withLock { $0.resolve(result, for: miss) }
    }

    /// Reads what the cache does not hold, and says whether to send it now.
    ///
    /// `closed` is as of before the call. Throws `PostgresError`.
    package func read(
        _ miss: CacheMiss,
        _ connection: Connection,
        closed: ClosedMoment = .start
    ) throws(PostgresError) -> (QueryResult, Timeliness) {
        let result = try QueryRunner.answer(miss.question, connection, progress, closed: closed)
        return (result, resolve(result, for: miss))
    }

    // MARK: Following the read models

    /// Follows a projection batch, at once for all questions.
    ///
    /// Batches come in order, from the first one after the start on, also before the cache is warm.
    /// Returns the tickets that waited for it.
    package func apply(_ batch: CacheBatch) -> [WaitTicket] {
        state.withLock { $0.apply(batch) }
    }

    /// Every read model is followed.
    package var isWarm: Bool { state.withLock { $0.isWarm } }

    /// How far the read model is followed; nil while the cache is cold.
    package func position(of model: ReadModel) -> LogPosition? {
        state.withLock { $0.position(model) }
    }

    // MARK: Waiting for a position, without a thread

    /// Lets a request wait until the read model is followed to `position`, at most to `deadline`.
    ///
    /// Used for `min_position` and for early results. Times are milliseconds of the monotonic
    /// clock.
    package func register(
        _ ticket: WaitTicket,
        for model: ReadModel,
        at position: LogPosition,
        deadline: Int64
    ) -> WaitRegistration {
        state.withLock { state in
            if let reached = state.position(model), reached >= position { return .reached }
            let isAdded = state.waiters.add(ticket, for: model, at: position, deadline: deadline)
            return isAdded ? .waiting : .full
        }
    }

    /// Takes out the tickets whose deadline has passed: their requests get 503.
    package func expire(now: Int64) -> [WaitTicket] {
        state.withLock { $0.waiters.expire(now) }
    }

    // MARK: Age and figures

    /// The read models are at `positions`, and at `time` the log ended at `logEnd`.
    package func confirm(_ positions: ReadPositions, logEnd: LogPosition, at time: Int64) {
        confirmation.withLock { $0.confirm(positions, logEnd: logEnd, at: time) }
    }

    /// At `time` the log ended at `logEnd`, as seen by a thread that does not move the read models.
    package func look(_ logEnd: LogPosition, at time: Int64) {
        confirmation.withLock { $0.look(logEnd, at: time) }
    }

    /// For the `Age` header: whole seconds since the read model was last known to hold the whole
    /// log.
    package func age(of model: ReadModel, now: Int64) -> Int {
        confirmation.withLock { $0.age(of: model, now: now) }
    }

    /// How far the log and the read models are, as of the last confirmation.
    var progress: LogProgress { confirmation.withLock { $0.progress } }

    /// What the cache holds and did.
    package var figures: CacheFigures {
        let (completed, failed) = warming.withLock { ($0.completed, $0.failed) }
        return state.withLock { state in
            CacheFigures(
                hits: state.hits,
                misses: state.misses,
                driftedRows: state.driftedRows,
                balances: state.balances.table.count,
                slots: state.slots.count,
                pageBytes: state.pages.store.byteCount,
                waiters: state.waiters.count,
                warmings: completed,
                failedWarmings: failed
            )
        }
    }
}

/// The changes of one committed projection batch to the read models.
package struct CacheBatch: Sendable {
    package enum Continuity: Hashable, Sendable {
        /// Every change since the batch before is named here.
        case follows
        /// More may have changed than is named, as after a replay or a reconnect: the cache forgets
        /// what it holds and has to be warmed again.
        ///
        /// The log ends at `logEnd` or later: a failover has cut off what was shown from beyond it.
        case restarts(logEnd: LogPosition)
    }

    package var continuity: Continuity
    /// The position of every read model after the batch, those that did not move included.
    package var positions: ReadPositions
    /// The users' balances that changed, as they are after the batch; nobody may ask for those of
    /// system accounts.
    package var balances: [BalanceRow] = []
    /// The slots that changed, as they are after the batch.
    package var slots: [SlotRow] = []
    /// Money that was reserved or released, in the log's order: `balances` count it as pending.
    package var reservations: [SetAsideChange<BalanceRow.Key>] = []
    /// Seats that were held or given back, in the log's order: `slots` count them as held.
    package var seats: [SetAsideChange<SlotID>] = []
    /// Other changes; balances and slots need not be repeated here.
    package var touched: [Topic] = []

    package init(continuity: Continuity = .follows, positions: ReadPositions) {
        self.continuity = continuity
        self.positions = positions
    }
}

/// What the cache knows about a question.
package enum CacheLookup: Sendable {
    /// Answered from memory.
    case hit(QueryResult)
    /// `QueryRunner` has to read it, off the event loop.
    case miss(CacheMiss)
}

/// A question that the cache could not answer, and how far the cache was when it was asked.
package struct CacheMiss: Hashable, Sendable {
    package let question: Question
    /// The client has seen nothing newer before it asked, so an answer as of this position or later
    /// never takes it back in time.
    package let notBefore: LogPosition
    /// A result that was read before the cache lost its data is not kept after it.
    package let epoch: Int
}

/// When a result may be sent, so that no client sees time go back.
package enum Timeliness: Hashable, Sendable {
    /// At once.
    case ready
    /// When the cache has reached the position, since until then the next hit would be older.
    ///
    /// Register a waiter; at its deadline respond with 503.
    case early(until: LogPosition)
    /// Never: it is older than what the cache has shown, as from a standby that lags or after a
    /// failover. Read again a little later, or respond with 503.
    case outdated
}

/// How much the warm cache may hold.
package struct CacheLimits: Hashable, Sendable {
    /// Balances held ready, at 36 to 82 bytes each; others are read when asked for and kept among
    /// the pages.
    package var balances = 500_000
    /// Slots held ready; with more than these, slots are read when asked for and kept among the
    /// pages.
    package var slots = 50_000
    /// Reservations of money whose deadlines are held ready, and seats as many, at about 100 bytes
    /// each; balances and slots with others are read when asked for and kept among the pages.
    package var deadlines = 500_000
    /// Bytes of rendered pages, overhead included.
    package var pageBytes = 32 * 1024 * 1024
    /// Requests that wait for a position at the same time.
    package var waiters = 10_000

    package init() {}
}

/// What the cache holds and did, for metrics.
package struct CacheFigures: Hashable, Sendable {
    /// Questions answered from memory since the start.
    package var hits: UInt64
    /// Questions that had to be read.
    package var misses: UInt64
    /// Rows that a re-warm found to differ and replaced: above zero is a defect.
    package var driftedRows: UInt64
    package var balances: Int
    package var slots: Int
    package var pageBytes: Int
    package var waiters: Int
    /// Warmings that went through, and those that did not.
    package var warmings: UInt64
    package var failedWarmings: UInt64
}
