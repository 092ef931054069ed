import EventStore
import Events
import Model
import Postgres
import Projections

extension RebuildJob {
    /// The positions of the checkpoints, which are locked until the transaction of `connection`
    /// ends.
    func lockCheckpoints(_ connection: Connection) throws -> [ReadModel: LogPosition] {
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
        var source = EventSource(feed: CommitFeed())
        let run = try source.read(after: position, limit: limit, writer)
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
        let end = try logEnd(control).tail
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

extension RebuildJob {
    /// Attempts to lock the tables, of two seconds each.
    private static let attempts = 20

    /// Puts the rebuilt tables in place of the live ones, at the log's end, in one transaction.
    func swap() throws {
        var attempts = 0
        while !names.isEmpty {
            try load()
            report(.swapping, total: lowest.rawValue)
            do {
                if try swapOnce() { return }
            } catch let stopped as Stopped {
                writer.rollback()
                forget()
                try exclude(stopped)
            } catch PostgresError.server(let error) where error.sqlState.isContention {
                writer.rollback()
                forget()
                attempts += 1
                if attempts == Self.attempts { throw RebuildError.tooBusy }
            }
            try requireGoingOn()
        }
    }

    /// Returns false if too many events were appended meanwhile.
    private func swapOnce() throws -> Bool {
        try writer.script(
            """
            BEGIN;
            SET LOCAL synchronous_commit = on;
            SET LOCAL lock_timeout = '2s'
            """
        )
        _ = try lockCheckpoints(writer)
        let tail = try logEnd(writer).tail
        guard tail.rawValue - lowest.rawValue <= 2 * options.lockedEvents else {
            writer.rollback()
            return false
        }
        let ends = Dictionary(uniqueKeysWithValues: names.map { ($0, tail) })
        try catchUp(to: ends)
        let rebuilt = names.flatMap { shadows(of: $0) }
        // Locked in the same order as by followers, so that there is no deadlock.
        let tables = rebuilt.map { "read.\($0.name)" }.sorted().joined(separator: ", ")
        try writer.script("LOCK TABLE \(tables) IN ACCESS EXCLUSIVE MODE")
        for shadow in rebuilt { try shadow.swap(writer) }
        try writer.execute(
            """
            UPDATE read.checkpoints SET position = $1, generation = generation + 1,
                error = NULL, error_position = NULL, updated_at = now()
            WHERE name = ANY($2::text[])
            """,
            [.int64(tail.rawValue), .texts(names.map(\.rawValue))]
        )
        try ReplayProgress.remove(names, writer)
        try writer.commit()
        for name in names { positions[name] = tail }
        return true
    }
}

extension SQLState {
    fileprivate var isContention: Bool {
        self == .lockNotAvailable || self == .deadlockDetected
    }
}
