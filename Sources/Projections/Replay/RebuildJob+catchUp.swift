import EventStore
import Events
import Model
import Postgres

extension RebuildJob {
    /// The positions of the checkpoints, which are locked until the transaction of `connection`
    /// ends.
    func lockCheckpoints(
        _ connection: Connection
    ) throws -> [ReadModel: LogPosition] {
        let rows = try connection.execute(
            """
            SELECT name, position FROM read.checkpoints
            WHERE name = ANY($1::text[]) ORDER BY name FOR UPDATE
            """,
            [.texts(names.map(\.rawValue))]
        )
        var positions: [ReadModel: LogPosition] = [:]
        for row in rows {
            guard let name = ReadModel(rawValue: try row.string(0)) else { continue }
            positions[name] = LogPosition(try row.int64(1))
        }
        return positions
    }

    /// Brings shadow tables to `ends` within the writer's open transaction.
    ///
    /// The caller must move `positions` once that is committed.
    func catchUp(to ends: [ReadModel: LogPosition]) throws {
        for (name, end) in ends.sorted(by: { $0.key < $1.key }) {
            var position = positions[name] ?? .start
            while position < end {
                position = try catchUp(name, position, end)
            }
        }
    }

    private func catchUp(
        _ name: ReadModel,
        _ position: LogPosition,
        _ end: LogPosition
    ) throws -> LogPosition {
        let workers = tables[name] ?? []
        let limit = min(5_000, Int(end.rawValue - position.rawValue))
        // Nothing is published to this feed, so the events are always read from the log.
        let run = try EventSource(feed: CommitFeed()).read(
            after: position,
            limit: limit,
            writer
        )
        guard let last = run.events.last?.position else {
            guard let unreadable = run.unreadable else {
                throw EventLogError.unreadable(position.advanced(by: 1), "the event is missing")
            }
            if unreadable.stops(name) { throw Stopped(name: name, fault: unreadable.fault) }
            return unreadable.fault.position
        }
        try project(run.events[...], workers, writer)
        for worker in workers {
            try worker.write(to: writer)
            worker.markCommitted()
        }
        count(run.events)
        return last
    }

    func forget() {
        for table in tables.values.joined() { table.forget() }
    }

    /// Throws if read models are ahead of the log, unless the operator has said that the log was
    /// cut there on purpose; then they are not compared, since they can't be equal.
    func acceptCut() throws {
        // Read before the log's end, so that a read model which advances now can't seem to be
        // ahead.
        let checkpoints = try Checkpoint.read(control)
        let end = try logTail(control)
        if let accepted = options.acceptedCut, accepted != end {
            throw RebuildError.otherEnd(accepted: accepted, end: end)
        }
        let ahead = checkpoints.filter { names.contains($0.name) && $0.position > end }
        guard let furthest = ahead.map(\.position).max() else { return }
        guard options.acceptedCut != nil else {
            throw RebuildError.ahead(of: end, position: furthest)
        }
        for checkpoint in ahead {
            comparisons[checkpoint.name] = .cutOff(live: checkpoint.position)
        }
    }
}
