import Events
import Model
import Postgres
import Projections

extension RebuildJob {
    /// Bytes of COPY data sent at a time.
    private static let copyBytes = 256 << 10

    /// Reads until the rest of the log is short enough to be read while the live read model waits.
    func load() throws {
        while let (group, position, end) = try nextRange() {
            do {
                try load(group, from: position, through: end)
            } catch let stopped as Stopped {
                try recover(group)
                try exclude(stopped)
            } catch {
                // The writer may be within a COPY: only ending the session ends that.
                try? recover(group)
                throw error
            }
        }
    }

    /// After an error there may be rows in memory that were never written.
    private func recover(_ group: [ReadModel]) throws {
        try renewWriter()
        for table in group.flatMap({ tables[$0] ?? [] }) { table.forget() }
    }

    /// The read models that are furthest behind, and the position up to which to read them.
    private func nextRange() throws -> ([ReadModel], LogPosition, LogPosition)? {
        let tail = try logEnd(control).tail
        var ends: [ReadModel: LogPosition] = [:]
        for checkpoint in try Checkpoint.read(control) {
            // The live one must not be overtaken before the comparison.
            let isCompared = comparisons[checkpoint.name] != nil
            ends[checkpoint.name] = isCompared ? tail : checkpoint.position
        }
        let behind = positions.filter { name, position in
            (ends[name] ?? tail).rawValue - position.rawValue > remainder
        }
        guard let position = behind.values.min() else { return nil }
        let group = behind.filter { $0.value == position }.map(\.key).sorted()
        // A group that reaches another one continues together with it.
        let next = positions.values.filter { position < $0 }.min()
        let end = ([next].compactMap { $0 } + group.compactMap { ends[$0] }).min() ?? tail
        return (group, position, end)
    }

    private var remainder: Int64 { options.lockedEvents }

    private func load(
        _ group: [ReadModel],
        from start: LogPosition,
        through end: LogPosition
    ) throws {
        let reader = ReplayReader(connection, after: start, through: end, for: group)
        defer { reader.close() }
        let workers = group.flatMap { tables[$0] ?? [] }
        var position = start
        report(.reading, done: position.rawValue, total: end.rawValue)
        var copy = try beginChunk(workers)
        var sinceCommit = 0
        while true {
            switch reader.next() {
            case .events(let events):
                try project(events[...], workers, lookup)
                try copy.send(workers, writer, atLeast: Self.copyBytes)
                position = events.last?.position ?? position
                sinceCommit += events.count
                count(events)
            case .unreadable(let fault, let stopped):
                if let name = stopped.first { throw Stopped(name: name, fault: fault) }
                position = fault.position
            case .end:
                try endChunk(&copy, workers, group, end)
                return
            case .failed(let error):
                throw error
            }
            let isStopping = shouldStop()
            guard sinceCommit >= options.chunk || isStopping else { continue }
            try endChunk(&copy, workers, group, position)
            report(.reading, done: position.rawValue, total: end.rawValue)
            if isStopping { throw RebuildError.interrupted(position) }
            copy = try beginChunk(workers)
            sinceCommit = 0
        }
    }

    /// Folds events into rows in memory.
    func project(
        _ events: ArraySlice<RecordedEvent>,
        _ workers: [any TableWorker],
        _ connection: Connection
    ) throws {
        let families = EventFamilies(of: events)
        for worker in workers
        where !families.isDisjoint(with: ReadModels.families(of: worker.projection)) {
            try worker.load(for: events, from: connection)
            do {
                try worker.apply(events)
            } catch {
                throw Stopped(name: worker.projection, fault: error)
            }
        }
    }

    private func beginChunk(_ workers: [any TableWorker]) throws -> ChunkCopy {
        try writer.script("BEGIN")
        return try ChunkCopy(workers, writer)
    }

    private func endChunk(
        _ copy: inout ChunkCopy,
        _ workers: [any TableWorker],
        _ group: [ReadModel],
        _ position: LogPosition
    ) throws {
        try copy.send(workers, writer, atLeast: 0)
        try copy.end(writer)
        for worker in workers { try worker.write(to: writer) }
        try ReplayProgress.write(group, position, writer)
        try writer.commit()
        for worker in workers { worker.markCommitted() }
        for name in group { positions[name] = position }
    }
}

/// The COPY that a chunk's rows go into while events are still read: the first table that is only
/// added to.
///
/// PostgreSQL runs one COPY at a time.
private struct ChunkCopy: ~Copyable {
    private let index: Int?
    private var sink = CopySink(capacity: 1 << 20)
    private var hasHeader = false

    init(_ workers: [any TableWorker], _ connection: Connection) throws {
        index = workers.firstIndex { $0.isAppendOnly }
        guard let index else { return }
        _ = try connection.beginCopyIn(workers[index].shape.copy(into: "read_shadow"))
    }

    /// Sends the collected rows, once there are enough of them.
    mutating func send(
        _ workers: [any TableWorker],
        _ connection: Connection,
        atLeast limit: Int
    ) throws {
        guard let index else { return }
        workers[index].drain(to: &sink)
        guard sink.writer.count >= limit else { return }
        try connection.putCopyData(hasHeader ? sink.writer.rowBytes : sink.writer.bytes)
        hasHeader = true
        sink.writer.reset()
    }

    mutating func end(_ connection: Connection) throws {
        guard index != nil else { return }
        sink.writer.reset()
        sink.writer.finish()
        try connection.putCopyData(sink.writer.rowBytes)
        try connection.endCopyIn()
    }
}
