import EventStore
import Events
import Model
import Postgres
import Text

/// Advances the read models, by one transaction for each call of `step`.
///
/// Confined to one thread.
///
/// A step locks the checkpoints that no other node has locked, folds the next events into rows, and
/// writes rows and checkpoints in one transaction. Where another node was faster, the step reads
/// the rows that the other node has made of the events, so that this node publishes the same.
final class ProjectionPass {
    enum Outcome: Hashable {
        /// Something changed: there may be more to do.
        case moved
        /// Every active read model is at the log's end.
        case idle
        /// Another node is doing the pending work.
        case contended
    }

    /// A read model's rows that PostgreSQL refused.
    struct RefusedRows: Error, CustomStringConvertible {
        let name: ReadModel
        let events: Int
        let position: LogPosition
        let text: String

        var description: String { "rows of \(name.rawValue) up to \(position): \(text)" }
    }

    /// The newest epoch is not the one that the session began in: the log may have lost its end.
    struct HistoryChanged: Error, CustomStringConvertible {
        var description: String { "another history of the log has begun" }
    }

    /// The log's newest epoch is of another server, timeline or database: the next session that
    /// appends begins one for this.
    struct EpochNotBegun: Error, CustomStringConvertible {
        let server: ServerIdentity

        var description: String { "no epoch of the log has begun on \(server)" }
    }

    let connection: Connection
    var source: EventSource
    let options: RunnerOptions
    let publish: (ProjectionBatch) -> Void
    let report: (ProjectionReport) -> Void
    let tables: [ReadModel: [any TableWorker]]
    var state: ProjectionState
    var history: LogHistory?
    /// Read models that an event has stopped.
    var stopped: Set<ReadModel> = []
    /// Events in the batch that the last step wrote or followed.
    var lastBatchCount = 0

    /// Starts without any state of an earlier session.
    init(
        _ connection: Connection,
        feed: CommitFeed,
        options: RunnerOptions,
        publish: @escaping (ProjectionBatch) -> Void,
        report: @escaping (ProjectionReport) -> Void = { _ in }
    ) {
        self.connection = connection
        self.source = EventSource(feed: feed)
        self.options = options
        self.publish = publish
        self.report = report
        state = ProjectionState(names: ReadModel.allCases)
        tables = Dictionary(
            uniqueKeysWithValues: ReadModel.allCases.map { ($0, ReadModels.tables(of: $0)) }
        )
    }

    /// The position after which a wait for new events starts.
    var waitPosition: LogPosition {
        max(state.tail, state.positions.values.max() ?? .start)
    }

    /// Does the pending work, at most one batch of events for each read model.
    func step() throws -> Outcome {
        lastBatchCount = 0
        defer { source.forget() }
        do {
            // Done in every step, even while another node holds the checkpoints: the age of the
            // read models is computed from it.
            try look()
            guard !state.places.isEmpty else { return try start() }
            let outcome = try mayHaveWork()
            guard outcome == .moved else { return outcome }
            return try work()
        } catch {
            for table in tables.values.joined() { table.forget() }
            connection.rollback()
            if error is HistoryChanged {
                state = ProjectionState(names: ReadModel.allCases)
                history = nil
                return .moved
            }
            guard let refused = error as? RefusedRows else { throw error }
            condemn(refused)
            return .moved
        }
    }

    /// Reads the log's end, and checks that the log is still the one that the session began in.
    private func look() throws {
        state.lookedAt = SystemClock.monotonicMicroseconds / 1_000
        let (tail, epoch) = try logEnd(connection)
        try require(epoch)
        state.tail = tail
    }

    /// Throws `HistoryChanged` unless the epoch is the one that the session began in.
    func require(_ epoch: EpochID?) throws(HistoryChanged) {
        if let epoch, let history, epoch != history.newest.id { throw HistoryChanged() }
    }

    /// Avoids a transaction when there is no work.
    private func mayHaveWork() throws -> Outcome {
        if let slowest, source.isWaiting(after: slowest) { return .moved }
        let checkpoints = try Checkpoint.read(connection)
        report(ProjectionReport(checkpoints: checkpoints, state: state))
        let isBehind = checkpoints.contains { checkpoint in
            !state.isCurrent(checkpoint)
                || state.isActive(checkpoint) && checkpoint.position < state.tail
        }
        return isBehind || !state.condemned.isEmpty ? .moved : .idle
    }

    /// Where the read models are that no event has stopped.
    var slowest: LogPosition? {
        state.places.filter { !stopped.contains($0.key) }.values.map(\.position).min()
    }

    private func work() throws -> Outcome {
        try connection.script("BEGIN")
        let locked = try Checkpoint.lock(connection)
        let active = locked.filter { state.isActive($0) }
        stopped = Set(locked.map(\.name)).subtracting(active.map(\.name))
        guard !locked.isEmpty else {
            connection.rollback()
            return try follow()
        }
        var next = state
        var batch = ProjectionBatch(kind: .advanced, positions: [:])
        let caughtUp = try catchUp(locked, &next, &batch)
        let moves = try advance(active, &next)
        if !moves.isEmpty { try require(try Checkpoint.write(moves, connection)) }
        try connection.commit()
        finish(moves, next, &batch, hasChanged: caughtUp || !moves.isEmpty)
        if locked.count < state.places.count { return try follow(after: moves.isEmpty) }
        return .moved
    }

    /// Publishes the changes, only after the commit.
    func finish(
        _ moves: [CheckpointMove],
        _ next: ProjectionState,
        _ batch: inout ProjectionBatch,
        hasChanged: Bool
    ) {
        state = next
        for move in moves {
            for table in tables[move.name] ?? [] {
                table.announce(in: &batch)
                table.markCommitted()
            }
            if move.fault != nil { stopped.insert(move.name) }
        }
        batch.positions = state.positions
        if let last = state.positions.values.max(), state.tail < last { state.tail = last }
        batch.tail = state.tail
        batch.lookedAt = state.lookedAt
        batch.source = history.map { LogSource(history: $0, server: connection.server) }
        if hasChanged { publish(batch) }
        report(ProjectionReport(moves: moves, state: state))
    }
}

/// The new position of a read model, and the fault that stopped it there, if any.
struct CheckpointMove {
    let name: ReadModel
    let position: LogPosition
    var fault: ProjectionFault?
}

/// A row of `read.checkpoints`.
package struct Checkpoint: Hashable, Sendable {
    package let name: ReadModel
    package let position: LogPosition
    /// The number of replays that were swapped in: rows in memory belong to one generation.
    let generation: Int64
    let error: String?
    let errorPosition: LogPosition?

    /// All rows that the transaction sees.
    package static func read(_ connection: Connection) throws -> [Checkpoint] {
        try select("", connection)
    }

    /// The last event in any read model.
    package static func furthest(_ connection: Connection) throws -> LogPosition {
        try read(connection).map(\.position).max() ?? .start
    }

    /// The rows that no other node has locked, locked until the transaction ends.
    static func lock(_ connection: Connection) throws -> [Checkpoint] {
        try select("ORDER BY name FOR UPDATE SKIP LOCKED", connection)
    }

    private static func select(_ end: String, _ connection: Connection) throws -> [Checkpoint] {
        let rows = try connection.execute(
            "SELECT name, position, generation, error, error_position FROM read.checkpoints \(end)"
        )
        // An unknown name belongs to a newer version, which updates it itself.
        return try rows.compactMap { row in
            guard let name = ReadModel(rawValue: try row.string(0)) else { return nil }
            return Checkpoint(
                name: name,
                position: LogPosition(try row.int64(1)),
                generation: try row.int64(2),
                error: try row.optionalString(3),
                errorPosition: try row.optionalInt64(4).map { LogPosition($0) }
            )
        }
    }

    /// Writes the new positions, and the faults of those read models that have stopped.
    ///
    /// Returns the newest epoch, which is read after everything that was projected: nil if nothing
    /// was written.
    static func write(_ moves: [CheckpointMove], _ connection: Connection) throws -> EpochID? {
        var arguments = Arguments()
        arguments.append(moves.map(\.name.rawValue))
        arguments.append(moves.map(\.position.rawValue))
        arguments.append(moves.map { $0.fault?.description })
        arguments.append(moves.map { $0.fault?.position.rawValue })
        let rows = try connection.execute(
            """
            UPDATE read.checkpoints AS stored
            SET position = moved.position, error = moved.error,
                error_position = moved.error_position, updated_at = now()
            FROM unnest($1::text[], $2::bigint[], $3::text[], $4::bigint[])
                AS moved (name, position, error, error_position)
            WHERE stored.name = moved.name
            RETURNING (\(LogHistory.newestQuery))
            """,
            arguments
        )
        return try rows.first.map { try LogHistory.epoch($0, 0) }
    }
}
