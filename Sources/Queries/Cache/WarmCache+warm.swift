import Model
import Postgres
import Synchronization

extension WarmCache {
    /// Rows taken over under one lock: few, since hits wait for it.
    private static let chunkSize = 1_000

    /// Fills the cache from one snapshot, while it answers and follows batches; when it is warm,
    /// compares it with the snapshot and mends what differs.
    ///
    /// One at a time, on a thread that may block. Whatever is thrown leaves the cache as it was.
    package func warm(_ connection: Connection) throws -> WarmOutcome {
        guard warming.withLock({ $0.begin() }) else { return .alreadyRunning }
        var isComplete = false
        defer { warming.withLock { $0.end(completed: isComplete) } }
        // Before the snapshot: a database that is not behind has at least this.
        let (epoch, shown) = state.withLock { state in
            state.beginWarming()
            return (state.epoch, state.shown)
        }
        var snapshot = ReadPositions()
        let behind = try connection.transaction(
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        ) { connection -> ReadModel? in
            snapshot = try Checkpoints.read(connection)
            for model in ReadModel.allCases where snapshot[model] < shown[model] {
                return model
            }
            try absorb({ try BalanceQuery.readAll(connection, $0) }) { cache, rows in
                cache.absorb(balances: rows, at: snapshot, epoch: epoch)
            }
            try absorb({ try SlotQuery.readAll(connection, $0) }) { cache, rows in
                cache.absorb(slots: rows, at: snapshot, epoch: epoch)
            }
            try absorb({ try SetAsideQuery.readReservations(connection, $0) }) { cache, rows in
                cache.absorb(reservations: rows, epoch: epoch)
            }
            try absorb({ try SetAsideQuery.readSeats(connection, $0) }) { cache, rows in
                cache.absorb(seats: rows, epoch: epoch)
            }
            return nil
        }
        if let behind { return .databaseBehind(behind) }
        // Not within the transaction: those who waited may not get lost if its end fails.
        guard let reached = state.withLock({ $0.warmed(at: snapshot, epoch: epoch) }) else {
            return .interrupted
        }
        _ = state.withLock { $0.takeRetired() }
        isComplete = true
        return .warmed(reached: reached)
    }

    /// Reads rows and takes them over in portions: nobody waits for the lock for long.
    private func absorb<Row>(
        _ read: ((Row) -> Void) throws -> Void,
        _ take: @escaping (inout CacheState, [Row]) -> Void
    ) throws {
        var chunk: [Row] = []
        try read { row in
            chunk.append(row)
            guard chunk.count == WarmCache.chunkSize else { return }
            state.withLock { take(&$0, chunk) }
            chunk.removeAll(keepingCapacity: true)
        }
        state.withLock { take(&$0, chunk) }
    }
}
