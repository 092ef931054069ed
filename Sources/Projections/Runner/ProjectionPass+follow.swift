import EventStore
import Events
import Model
import Postgres

// How a node takes over what is stored: at its start, and where another node was faster.
extension ProjectionPass {
    /// Reads everything again: the server may be another one now, which lacks the last of the log,
    /// so that rows in memory and events in the feed may differ from the stored ones.
    func start() throws -> Outcome {
        // The tables' rows may have been committed without the standbys.
        try connection.coverCommits()
        let history = try LogHistory.load(connection)
        guard history.newest.home.server == connection.server else {
            throw EpochNotBegun(server: connection.server)
        }
        self.history = history
        source.feed.reset(for: history.newest.id)
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

    /// Takes over what another node has written, in one snapshot.
    func follow(after isContended: Bool = true) throws -> Outcome {
        var next = state
        var batch = ProjectionBatch(kind: .advanced, positions: [:])
        // The locks are taken before the snapshot, so that no replay can replace a table in
        // between.
        try connection.script(
            """
            BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
            LOCK TABLE \(allTables) IN ACCESS SHARE MODE
            """
        )
        let checkpoints = try Checkpoint.read(connection)
        let followed = checkpoints.filter { !state.isCurrent($0) }.map(\.name)
        let hasChanged = try catchUp(checkpoints, &next, &batch)
        let isReplicated = try connection.execute(
            "SELECT current_setting('synchronous_standby_names') <> ''"
        ).only().bool(0)
        // Read in the same snapshot as everything else.
        try require(try logEnd(connection).epoch)
        try connection.commit()
        // The other node's commit may not have waited for the standbys; this one waits.
        if hasChanged, isReplicated { try connection.coverCommits() }
        stopped = Set(checkpoints.filter { !state.isActive($0) }.map(\.name))
        finish([], next, &batch, hasChanged: hasChanged)
        report(ProjectionReport(checkpoints: checkpoints, state: state, followed: Set(followed)))
        return hasChanged || !isContended ? .moved : .contended
    }

    private var allTables: String {
        tables.values.joined().map { "read.\($0.shape.name)" }.sorted().joined(separator: ", ")
    }

    /// Brings this node to the checkpoints that other nodes have written.
    ///
    /// Returns whether any checkpoint had moved.
    func catchUp(
        _ checkpoints: [Checkpoint],
        _ next: inout ProjectionState,
        _ batch: inout ProjectionBatch
    ) throws -> Bool {
        let behind = checkpoints.filter { !state.isCurrent($0) }
        // Most have moved together, over the same events.
        var ways: [Way: [ReadModel]] = [:]
        for checkpoint in behind {
            if let distance = state.distance(to: checkpoint), distance <= options.followLimit {
                let start = state.positions[checkpoint.name] ?? .start
                ways[Way(start: start, count: Int(distance)), default: []].append(checkpoint.name)
            } else {
                batch.kind = .reset
                for table in tables[checkpoint.name] ?? [] { table.forget() }
            }
            next.adopt(checkpoint)
        }
        for (way, names) in ways { try follow(way, names.sorted(), &batch) }
        return !behind.isEmpty
    }

    /// The events between a node's state and a checkpoint.
    private struct Way: Hashable {
        let start: LogPosition
        let count: Int
    }

    private func follow(
        _ way: Way,
        _ names: [ReadModel],
        _ batch: inout ProjectionBatch
    ) throws {
        lastBatchCount = max(lastBatchCount, way.count)
        var (position, rest) = (way.start, way.count)
        while rest > 0 {
            let run = try source.read(after: position, limit: rest, connection)
            // The writer has passed over an unreadable event, so it does not concern these read
            // models.
            let end = run.events.last?.position ?? run.unreadable?.fault.position
            guard let end else { throw ProjectionFault(position, .unreadable("the log is short")) }
            let families = EventFamilies(of: run.events)
            for name in names where !families.isDisjoint(with: ReadModels.families(of: name)) {
                for table in tables[name] ?? [] {
                    try table.follow(run.events[...], from: connection)
                    table.announce(in: &batch)
                    table.markCommitted()
                }
            }
            rest -= Int(end.rawValue - position.rawValue)
            position = end
        }
    }
}
