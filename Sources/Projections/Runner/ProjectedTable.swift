import Events
import Model
import Postgres

/// One table of a read model: its rows in memory, and how they are read and written.
///
/// `ProjectedTable` is the only conforming type; the protocol hides its projector's types.
protocol TableWorker: AnyObject {
    var projection: ReadModel { get }
    var shape: TableShape { get }
    var isAppendOnly: Bool { get }

    /// Reads the rows that the events name, unless they are in memory.
    func load(for events: ArraySlice<RecordedEvent>, from connection: Connection) throws

    /// Folds the events into the rows in memory. If it throws, `forget` must follow.
    func apply(_ events: ArraySlice<RecordedEvent>) throws(ProjectionFault)

    /// Writes the changed rows, each once.
    func write(to connection: Connection) throws

    /// Moves rows that are only added into a COPY stream, which the caller sends.
    func drain(to sink: inout CopySink)

    /// Reads the rows that another node has made of the events.
    func reload(for events: ArraySlice<RecordedEvent>, from connection: Connection) throws

    /// Adds the changed rows to the batch.
    func announce(in batch: inout ProjectionBatch)

    /// Marks the changes as committed.
    func markCommitted()

    /// Drops everything in memory, which may differ from the rows in PostgreSQL.
    func forget()
}

/// Rows of one table in memory.
///
/// They equal the rows in PostgreSQL as long as every change of the table goes through `write` or
/// `reload`; after any other change, `forget` must be called. Confined to one thread.
final class ProjectedTable<P: Projector>: TableWorker {
    private struct Entry {
        /// Nil if PostgreSQL has no such row.
        var row: P.Row?
        var isChanged = false
    }

    /// Rows written by one statement at most: bounds the memory of its parameters.
    private let rowsPerStatement = 10_000

    let projection: ReadModel
    let shape: TableShape
    private let table: Table<P.Row>
    private let limit: Int
    private let upsert: String
    private let loading: String
    private let copying: String
    /// Every row of the table is in memory: a missing one does not exist.
    private var isComplete: Bool
    private var entries: [P.Key: Entry] = [:]
    private var changed: [P.Key] = []
    private var appended: [P.Row] = []
    private var deadlines: [DeadlineChange] = []

    /// `limit`: rows kept in memory after a batch.
    ///
    /// `isComplete`: the table is empty.
    init(
        _ projector: P.Type,
        of projection: ReadModel,
        schema: String,
        limit: Int,
        isComplete: Bool = false
    ) {
        self.projection = projection
        table = P.table
        shape = table.shape
        self.limit = limit
        self.isComplete = isComplete
        upsert = shape.upsert(into: schema)
        loading = shape.load(from: schema)
        copying = shape.copy(into: schema)
    }

    var isAppendOnly: Bool { P.isAppendOnly }

    func load(for events: ArraySlice<RecordedEvent>, from connection: Connection) throws {
        guard !P.isAppendOnly, !isComplete else { return }
        let missing = keys(of: events) { entries[$0] == nil }
        guard !missing.isEmpty else { return }
        for key in missing { entries[key] = Entry() }
        for row in try rows(missing, from: connection) { entries[P.key(of: row)]?.row = row }
    }

    func apply(_ events: ArraySlice<RecordedEvent>) throws(ProjectionFault) {
        for event in events {
            guard let effect = try P.effect(of: event) else { continue }
            if let change = P.deadline(in: event) { deadlines.append(change) }
            if P.isAppendOnly {
                var row: P.Row?
                try P.apply(effect.change, to: &row, effect.key, by: event)
                if let row { appended.append(row) }
            } else if try Self.fold(effect, of: event, into: &entries[effect.key, default: Entry()])
            {
                changed.append(effect.key)
            }
        }
    }

    /// Returns whether this was the entry's first change.
    private static func fold(
        _ effect: P.Effect,
        of event: RecordedEvent,
        into entry: inout Entry
    ) throws(ProjectionFault) -> Bool {
        try P.apply(effect.change, to: &entry.row, effect.key, by: event)
        defer { entry.isChanged = true }
        return !entry.isChanged
    }

    func write(to connection: Connection) throws {
        if !appended.isEmpty {
            var sink = CopySink(writer: CopyWriter(capacity: appended.count * 128))
            writeAppended(to: &sink)
            sink.writer.finish()
            try connection.copyIn(copying, sink.writer)
        }
        var start = 0
        while start < changed.count {
            let end = min(changed.count, start + rowsPerStatement)
            var arrays = ColumnArrays(shape.columns)
            for key in changed[start..<end] {
                if let row = entries[key]?.row { table.write(row, to: &arrays) }
            }
            try connection.execute(upsert, arrays.arguments)
            start = end
        }
    }

    func drain(to sink: inout CopySink) {
        writeAppended(to: &sink)
        appended.removeAll(keepingCapacity: true)
    }

    private func writeAppended(to sink: inout CopySink) {
        for row in appended {
            sink.writer.row(fields: shape.columns.count)
            table.write(row, to: &sink)
        }
    }

    func reload(for events: ArraySlice<RecordedEvent>, from connection: Connection) throws {
        guard !P.isAppendOnly else { return try apply(events) }
        deadlines += events.compactMap { P.deadline(in: $0) }
        let named = keys(of: events) { _ in true }
        guard !named.isEmpty else { return }
        for key in named { entries[key] = Entry() }
        for row in try rows(named, from: connection) {
            let key = P.key(of: row)
            entries[key] = Entry(row: row, isChanged: true)
            changed.append(key)
        }
    }

    func announce(in batch: inout ProjectionBatch) {
        for row in appended { P.announce(row, in: &batch) }
        for key in changed {
            if let row = entries[key]?.row { P.announce(row, in: &batch) }
        }
        batch.deadlines += deadlines
    }

    func markCommitted() {
        for key in changed { entries[key]?.isChanged = false }
        changed.removeAll(keepingCapacity: true)
        appended.removeAll(keepingCapacity: true)
        deadlines.removeAll(keepingCapacity: true)
        if entries.count > limit {
            entries.removeAll()
            isComplete = false
        }
    }

    func forget() {
        isComplete = false
        entries.removeAll()
        changed.removeAll()
        appended.removeAll()
        deadlines.removeAll()
    }

    /// The keys of the rows that the events name.
    ///
    /// An event that can't be projected is passed over here, and refused by `apply`.
    private func keys(
        of events: ArraySlice<RecordedEvent>,
        where isWanted: (P.Key) -> Bool
    ) -> Set<P.Key> {
        var keys: Set<P.Key> = []
        for event in events {
            guard let key = try? P.effect(of: event)?.key, isWanted(key) else { continue }
            keys.insert(key)
        }
        return keys
    }

    private func rows(_ keys: Set<P.Key>, from connection: Connection) throws -> [P.Row] {
        var arrays = ColumnArrays(shape.keyColumns)
        for key in keys { key.write(to: &arrays) }
        return try connection.execute(loading, arrays.arguments).map { row in
            var columns = ColumnReader(row)
            return try P.read(&columns)
        }
    }
}
