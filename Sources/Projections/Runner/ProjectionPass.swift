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
    let source: EventSource
    let options: RunnerOptions
    private let publish: (ProjectionBatch) -> Void
    let report: (ProjectionReport) -> Void
    let tables: [ReadModel: [any TableWorker]]
    var state: ProjectionState
    private let feed: CommitFeed
    private var history: LogHistory?
    /// Read models that an event has stopped.
    var stopped: Set<ReadModel> = []
    /// Events in the last batch that this session wrote.
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
        self.feed = feed
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

    /// Reads everything again: the server may be another one now, which lacks the last of the log,
    /// so that rows in memory and events in the feed may differ from the stored ones.
    private func start() throws -> Outcome {
        // The tables' rows may have been committed without the standbys.
        try connection.coverCommits()
        let history = try LogHistory.load(connection)
        guard history.newest.home.server == connection.server else {
            throw EpochNotBegun(server: connection.server)
        }
        self.history = history
        feed.reset(for: history.newest.id)
        let checkpoints = try Checkpoint.read(connection)
        state.start(checkpoints)
        // Another node may have advanced them since the log's end was read.
        state.tail = max(state.tail, state.positions.values.max() ?? .start)
        var batch = ProjectionBatch(kind: .reset, positions: state.positions)
        batch.tail = state.tail
        batch.lookedAt = state.lookedAt
        batch.source = LogSource(history: history, server: connection.server)
        publish(batch)
        report(ProjectionReport(checkpoints: checkpoints, state: state))
        return .moved
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

    private var slowest: LogPosition? {
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
