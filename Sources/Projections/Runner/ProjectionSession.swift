import EventStore
import Events
import Model
import Postgres

/// Moves the projections on, one transaction for each call of `step`.
///
/// Confined to one thread.
///
/// A step takes the checkpoints that nobody else has locked, folds the next events into rows, and
/// writes rows and checkpoints in one transaction. Where another node was faster, the step reads
/// what that one has made of the events, so that this node publishes the same.
final class ProjectionSession {
    enum Outcome: Hashable {
        /// Something changed: there may be more to do.
        case moved
        /// Every active projection is at the log's end.
        case idle
        /// There is work that another node is at.
        case contended
    }

    /// A projection's rows that PostgreSQL refused.
    struct RefusedRows: Error, CustomStringConvertible {
        let name: ReadModel
        let events: Int
        let position: LogPosition
        let text: String

        var description: String { "rows of \(name.rawValue) up to \(position): \(text)" }
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

    /// The newest epoch is not the one that the session began in: the log may have lost its end.
    struct HistoryChanged: Error, CustomStringConvertible {
        var description: String { "another history of the log has begun" }
    }

    /// The log's newest epoch is of another server, timeline or database: the next session that appends begins
    /// one for this.
    struct EpochNotBegun: Error, CustomStringConvertible {
        let server: ServerIdentity

        var description: String { "no epoch of the log has begun on \(server)" }
    }

    /// Knows nothing of an earlier session.
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

    /// Where a wait for new events begins.
    var waitPosition: LogPosition {
        max(state.tail, state.positions.values.max() ?? .start)
    }

    /// Does what there is to do, at most one batch of events for each projection.
    func step() throws -> Outcome {
        do {
            // In every step, also while another node holds the checkpoints: the age of the read models
            // is reckoned from it.
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

    /// Reads everything again: the server may be another one now, which lacks the last of the log, so that
    /// neither rows in memory nor events in the feed need be what stands there.
    private func start() throws -> Outcome {
        // What the tables say may have been committed without the standbys.
        try connection.coverCommits()
        let history = try LogHistory.load(connection)
        guard history.newest.home.server == connection.server else {
            throw EpochNotBegun(server: connection.server)
        }
        self.history = history
        feed.reset(for: history.newest.id)
        let checkpoints = try Checkpoint.read(connection)
        state.start(checkpoints)
        // Another node may have moved them on since the look.
        state.tail = max(state.tail, state.positions.values.max() ?? .start)
        var batch = ProjectionBatch(kind: .reset, positions: state.positions)
        batch.tail = state.tail
        batch.lookedAt = state.lookedAt
        batch.source = LogSource(history: history, server: connection.server)
        publish(batch)
        report(ProjectionReport(checkpoints: checkpoints, state: state))
        return .moved
    }

    /// Looks how far the log is, and whether it is still the one that the session began in.
    private func look() throws {
        state.lookedAt = monotonicMicroseconds() / 1_000
        let (tail, epoch) = try logEnd(connection)
        try require(epoch)
        state.tail = tail
    }

    /// Throws `HistoryChanged` unless the epoch is the one that the session began in.
    func require(_ epoch: EpochID?) throws(HistoryChanged) {
        if let epoch, let history, epoch != history.newest.id { throw HistoryChanged() }
    }

    /// Spares a transaction when there is nothing to do.
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

    var stopped: Set<ReadModel> = []

    /// Events in the last batch that this session wrote.
    var lastBatchCount = 0

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
        let marks = try advance(active, &next)
        if !marks.isEmpty { try require(try Checkpoint.write(marks, connection)) }
        try connection.commit()
        finish(marks, next, &batch, hasChanged: caughtUp || !marks.isEmpty)
        if locked.count < state.places.count { return try follow(after: marks.isEmpty) }
        return .moved
    }

    /// After the commit, and only then, others learn of it.
    func finish(
        _ marks: [Mark],
        _ next: ProjectionState,
        _ batch: inout ProjectionBatch,
        hasChanged: Bool
    ) {
        state = next
        for mark in marks {
            for table in tables[mark.name] ?? [] {
                table.announce(in: &batch)
                table.settle()
            }
            if mark.fault != nil { stopped.insert(mark.name) }
        }
        batch.positions = state.positions
        if let last = state.positions.values.max(), state.tail < last { state.tail = last }
        batch.tail = state.tail
        batch.lookedAt = state.lookedAt
        batch.source = history.map { LogSource(history: $0, server: connection.server) }
        if hasChanged { publish(batch) }
        report(ProjectionReport(marks: marks, state: state))
    }
}
