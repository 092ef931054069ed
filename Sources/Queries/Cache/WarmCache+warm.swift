import Model
import Postgres
import Queries
import Synchronization

/// How a warming ended, unless it failed.
package enum WarmOutcome: Hashable, Sendable {
    /// Done; the tickets that waited for a position that is reached by this.
    case warmed(reached: [WaitTicket])
    /// Another warming was running; nothing was done.
    case alreadyRunning
    /// The database has less than was shown to clients: a standby that lags, or read models that
    /// have yet to catch up again.
    ///
    /// The cache is as before: warm again later.
    case databaseBehind(ReadModel)
    /// The cache lost its data while it was warmed: warm again.
    case interrupted
}

/// Whether the cache is being warmed, and how often it was.
package struct WarmingState: Sendable {
    private var isRunning = false
    private(set) var completed: UInt64 = 0
    private(set) var failed: UInt64 = 0

    /// False if a warming is running already.
    mutating func begin() -> Bool {
        if isRunning { return false }
        isRunning = true
        return true
    }

    mutating func end(completed isComplete: Bool) {
        isRunning = false
        if isComplete { completed += 1 } else { failed += 1 }
    }
}

extension WarmCache {
    /// Rows stored under one lock: few, since hits wait for it.
    private static let portionSize = 1_000

    /// Fills the cache from one snapshot, while it answers and follows batches; a warm cache is
    /// compared with the snapshot, and rows that differ are replaced.
    ///
    /// One at a time, on a thread that may block. An error leaves the cache as it was.
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
            snapshot = try Self.readPositions(connection)
            for model in ReadModel.allCases where snapshot[model] < shown[model] {
                return model
            }
            let store = { [self] (rows: SnapshotRows) in
                state.withLock { $0.absorb(rows, at: snapshot, epoch: epoch) }
            }
            try inPortions({ try BalanceQuery.copyAll(connection, $0) }) { store(.balances($0)) }
            try inPortions({ try SlotQuery.copyAll(connection, $0) }) { store(.slots($0)) }
            try inPortions({ try SetAsideQuery.copyReservations(connection, $0) }) {
                store(.reservations($0))
            }
            try inPortions({ try SetAsideQuery.copySeats(connection, $0) }) { store(.seats($0)) }
            return nil
        }
        if let behind { return .databaseBehind(behind) }
        // Outside the transaction: the tickets would be lost if its end failed.
        guard let reached = state.withLock({ $0.warmed(at: snapshot, epoch: epoch) }) else {
            return .interrupted
        }
        _ = state.withLock { $0.takeRetired() }
        isComplete = true
        return .warmed(reached: reached)
    }

    /// How far each read model is, in the snapshot of the transaction.
    private static func readPositions(
        _ connection: Connection
    ) throws(PostgresError) -> ReadPositions {
        var positions = ReadPositions()
        for row in try connection.execute("SELECT name, position FROM read.checkpoints") {
            guard let model = ReadModel(rawValue: try row.string(0)) else { continue }
            positions[model] = LogPosition(try row.int64(1))
        }
        return positions
    }

    /// Reads rows and stores them in portions, so that no hit waits for the lock for long.
    private func inPortions<Row>(
        _ read: ((Row) -> Void) throws -> Void,
        _ store: @escaping ([Row]) -> Void
    ) throws {
        var portion: [Row] = []
        try read { row in
            portion.append(row)
            guard portion.count == WarmCache.portionSize else { return }
            store(portion)
            portion.removeAll(keepingCapacity: true)
        }
        store(portion)
    }
}

/// Everything that balances and slots count as pending and held, for a warming.
///
/// It is in the tables of two other read models, which may be at other positions: a reservation
/// counts in the balance from the event after its own on (`account.reserved` follows
/// `transfer.reserved`), and so does a seat. A reservation that has ended there, and not yet here,
/// is missing; since the total of the balance or slot then differs, it is read from the database
/// until the next batch.
enum SetAsideQuery {
    private static let reservations = """
        COPY (
            SELECT transfer_id, sender_id, currency, amount, expires_at
            FROM read.pending_transfers
            WHERE state = 'pending' AND transfer_id < (
                SELECT position FROM read.checkpoints WHERE name = 'balances')
            ORDER BY expires_at, transfer_id
        ) TO STDOUT (FORMAT binary)
        """

    private static let seats = """
        COPY (
            SELECT hold_id, slot_id, expires_at
            FROM read.holds
            WHERE state = 'held' AND hold_id < (
                SELECT position FROM read.checkpoints WHERE name = 'slot_availability')
            ORDER BY expires_at, hold_id
        ) TO STDOUT (FORMAT binary)
        """

    /// Calls `body` with every reservation, the soonest deadline first.
    ///
    /// Throws `PostgresError`.
    static func copyReservations(
        _ connection: Connection,
        _ body: (SetAsideChange<BalanceRow.Key>) -> Void
    ) throws {
        try connection.copyRows(reservations, columns: 5) { row in
            let transfer = try row.int64()
            let account = AccountID(try row.int64())
            guard let currency = Currency(bytes: try row.bytes()) else {
                throw PostgresError.decoding("read.pending_transfers.currency is no currency code")
            }
            body(
                SetAsideChange(
                    owner: BalanceRow.Key(account: account, currency: currency),
                    id: transfer,
                    amount: try row.int64(),
                    expiresAt: try row.timestamp(),
                    position: LogPosition(transfer + 1)
                )
            )
        }
    }

    /// Calls `body` with every held seat, the soonest deadline first.
    ///
    /// Throws `PostgresError`.
    static func copySeats(
        _ connection: Connection,
        _ body: (SetAsideChange<SlotID>) -> Void
    ) throws {
        try connection.copyRows(seats, columns: 3) { row in
            let hold = try row.int64()
            body(
                SetAsideChange(
                    owner: SlotID(try row.int64()),
                    id: hold,
                    amount: 1,
                    expiresAt: try row.timestamp(),
                    position: LogPosition(hold + 1)
                )
            )
        }
    }
}
