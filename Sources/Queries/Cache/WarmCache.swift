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
    /// Milliseconds of the caller's monotonic clock.
    private let confirmedAt: Atomic<Int64>

    /// Begins cold.
    ///
    /// `now` is in milliseconds of the monotonic clock that `age`, `register` and `expire` are asked
    /// with; until something is confirmed, age counts from here.
    package init(limits: CacheLimits = CacheLimits(), now: Int64 = 0) {
        self.state = Mutex(CacheState(limits: limits))
        self.confirmedAt = Atomic(now)
    }

    /// Answers from memory, or says what to read.
    package func lookup(_ question: Question) -> Lookup {
        switch state.withLock({ $0.find(question) }) {
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

    /// The answer if it is in memory; nil also where the cache knows that there is none.
    package func answer(for question: Question) -> Answer? {
        if case .hit(.found(let answer)) = lookup(question) { answer } else { nil }
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

    /// Gives up everything but the memory of what was shown, as after a failover: nothing is
    /// answered until it is warm again, at that mark or beyond.
    package func reset() {
        state.withLock { $0.lose() }
    }

    /// Every read model is followed.
    package var isWarm: Bool { state.withLock { $0.isWarm } }

    /// How far the read model is followed; nil while the cache is cold.
    package func position(of model: ReadModel) -> ReadPosition? {
        state.withLock { $0.position(model) }
    }

    /// All that was committed at `now` is in the cache.
    package func confirmCurrent(at now: Int64) {
        confirmedAt.store(now, ordering: .relaxed)
    }

    /// For the `Age` header: whole seconds since the cache was last known to be current.
    package func age(now: Int64) -> Int {
        max(0, Int(now - confirmedAt.load(ordering: .relaxed)) / 1000)
    }

    /// What the cache holds and did.
    package var figures: CacheFigures {
        let (completed, failed) = warming.withLock { ($0.completed, $0.failed) }
        return state.withLock { state in
            CacheFigures(
                hits: state.hits,
                misses: state.misses,
                driftedRows: state.driftedRows,
                balances: state.balances.table.count,
                balanceBytes: state.balances.table.byteCount,
                slots: state.slots.count,
                pages: state.pages.store.count,
                pageBytes: state.pages.store.byteCount,
                waiters: state.waiters.count,
                warmings: completed,
                failedWarmings: failed
            )
        }
    }
}
