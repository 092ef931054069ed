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
            return (state.epoch, ReadModel.allCases.map(state.shown))
        }
        var snapshot = ReadPositions()
        let behind = try connection.transaction(
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        ) { connection -> ReadModel? in
            snapshot = try Checkpoints.read(connection)
            for model in ReadModel.allCases where snapshot[model] < shown[model.rawValue] {
                return model
            }
            try absorbBalances(connection, snapshot, epoch)
            try absorbSlots(connection, snapshot, epoch)
            try absorbReservations(connection, epoch)
            try absorbSeats(connection, epoch)
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

    private func absorbBalances(
        _ connection: Connection,
        _ snapshot: ReadPositions,
        _ epoch: Int
    ) throws {
        var chunk: [BalanceEntry] = []
        try BalanceQuery.readAll(connection) { entry in
            chunk.append(entry)
            guard chunk.count == WarmCache.chunkSize else { return }
            state.withLock { $0.absorb(balances: chunk, at: snapshot, epoch: epoch) }
            chunk.removeAll(keepingCapacity: true)
        }
        state.withLock { $0.absorb(balances: chunk, at: snapshot, epoch: epoch) }
    }

    private func absorbReservations(_ connection: Connection, _ epoch: Int) throws {
        var chunk: [SetAsideChange<BalanceKey>] = []
        try SetAsideQuery.readReservations(connection) { row in
            chunk.append(row)
            guard chunk.count == WarmCache.chunkSize else { return }
            state.withLock { $0.absorb(reservations: chunk, epoch: epoch) }
            chunk.removeAll(keepingCapacity: true)
        }
        state.withLock { $0.absorb(reservations: chunk, epoch: epoch) }
    }

    private func absorbSeats(_ connection: Connection, _ epoch: Int) throws {
        var chunk: [SetAsideChange<SlotKey>] = []
        try SetAsideQuery.readSeats(connection) { row in
            chunk.append(row)
            guard chunk.count == WarmCache.chunkSize else { return }
            state.withLock { $0.absorb(seats: chunk, epoch: epoch) }
            chunk.removeAll(keepingCapacity: true)
        }
        state.withLock { $0.absorb(seats: chunk, epoch: epoch) }
    }

    private func absorbSlots(
        _ connection: Connection,
        _ snapshot: ReadPositions,
        _ epoch: Int
    ) throws {
        var chunk: [SlotEntry] = []
        try SlotQuery.readAll(connection) { entry in
            chunk.append(entry)
            guard chunk.count == WarmCache.chunkSize else { return }
            state.withLock { $0.absorb(slots: chunk, at: snapshot, epoch: epoch) }
            chunk.removeAll(keepingCapacity: true)
        }
        state.withLock { $0.absorb(slots: chunk, at: snapshot, epoch: epoch) }
    }
}
