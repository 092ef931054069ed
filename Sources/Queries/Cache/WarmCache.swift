import Model
import Synchronization

/// Answers questions from memory, as of a position that it follows batch by batch.
///
/// It is never ahead of the read models, since batches come after their commit, and never takes a
/// client back in time: what is read past it is shown only once it has followed, and after a loss
/// it shows nothing until it is as far as it was. Its one lock is held for microseconds and never
/// over I/O.
package final class WarmCache: Sendable {
    let state: Mutex<CacheState>
    let warming = Mutex(WarmingState())
    private let confirmation: Mutex<Confirmation>

    /// Begins cold.
    ///
    /// `now` is in milliseconds of the monotonic clock that `age`, `register` and `expire` are asked
    /// with; until something is confirmed, age counts from here.
    package init(limits: CacheLimits = CacheLimits(), now: Int64 = 0) {
        self.state = Mutex(CacheState(limits: limits))
        self.confirmation = Mutex(Confirmation(now: now))
    }

    /// Answers from memory, or says what to read.
    ///
    /// `now`: by the clock of the database, in microseconds since 1970. What is set aside until a
    /// deadline that has come is free, whether or not an event has said so.
    package func lookup(_ question: Question, now: Int64) -> Lookup {
        switch state.withLock({ $0.find(question, now: now) }) {
        case .answer(let answer): .hit(.found(answer))
        case .balance(let entry, let position):
            .hit(.found(BalanceView(entry).answer(at: position)))
        case .balances(let entries, let position):
            .hit(.found(BalancesView(entries).answer(at: position)))
        case .slot(let entry, let position): .hit(.found(SlotView(entry).answer(at: position)))
        case .noSuchThing(let position): .hit(.notFound(at: position))
        case .nothing(let miss): .miss(miss)
        }
    }

    /// Decides what becomes of a reading for a miss, and keeps it for the next who asks if nothing
    /// has changed it since.
    ///
    /// Call it again, for the same reading, when an early one is due.
    package func resolve(_ reading: Reading, for miss: Miss) -> Resolution {
        state.withLock { $0.resolve(reading, for: miss) }
    }

    /// Follows a projection batch, at once for all questions.
    ///
    /// Batches come in order, from the first one after the start on, also before the cache is warm.
    /// Returns who waited for it.
    package func apply(_ batch: CacheBatch) -> [WaitTicket] {
        state.withLock { $0.apply(batch) }
    }

    /// Every read model is followed.
    package var isWarm: Bool { state.withLock { $0.isWarm } }

    /// How far the read model is followed; nil while the cache is cold.
    package func position(of model: ReadModel) -> LogPosition? {
        state.withLock { $0.position(model) }
    }

    /// The read models are at `positions`, and at `time` the log ended at `logEnd`.
    package func confirm(_ positions: ReadPositions, logEnd: LogPosition, at time: Int64) {
        confirmation.withLock { $0.confirm(positions, logEnd: logEnd, at: time) }
    }

    /// At `time` the log ended at `logEnd`, as somebody has seen who does not move the read models.
    package func look(_ logEnd: LogPosition, at time: Int64) {
        confirmation.withLock { $0.look(logEnd, at: time) }
    }

    /// For the `Age` header: whole seconds since the read model was last known to hold the whole log.
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
