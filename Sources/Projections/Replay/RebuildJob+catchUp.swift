import EventStore
import Events
import Model
import Postgres

extension RebuildJob {
    /// Where the checkpoints are, locked until the transaction of `connection` ends.
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
    /// `positions` are to be moved by the caller, once that is committed.
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
        // Nothing is published to this feed: it always answers that the log is to be read.
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
            worker.settle()
        }
        count(run.events)
        return last
    }

    func forget() {
        for table in tables.values.joined() { table.forget() }
    }
}
