import Events
import Model
import Postgres

/// Rows of one table in memory.
///
/// They are those of PostgreSQL as long as every change of the table goes through `write` or
/// `reload`; whoever can't say so calls `forget`. Confined to one thread.
final class ProjectedTable<P: Projector>: TableWorker {
    private struct Entry {
        /// Nil: PostgreSQL has no such row.
        var row: P.Row?
        var isChanged = false
    }

    /// Rows written by one statement at most: bounds the memory of its parameters.
    private let rowsPerStatement = 10_000

    private let limit: Int
    private let upsert: String
    private let loading: String
    private let copying: String
    /// Every row of the table is in memory: what is not there need not be looked for.
    private var isComplete: Bool
    private var entries: [P.Key: Entry] = [:]
    private var changed: [P.Key] = []
    private var appended: [P.Row] = []
    private var deadlines: [DeadlineChange] = []

    /// `limit`: rows kept in memory after a batch.
    ///
    /// `isComplete`: the table is empty.
    init(_ projector: P.Type, schema: String, limit: Int, isComplete: Bool = false) {
        self.limit = limit
        self.isComplete = isComplete
        upsert = P.table.upsert(into: schema)
        loading = P.table.load(from: schema)
        copying = P.table.copy(into: schema)
    }

    var projection: ReadModel { P.projection }
    var shape: TableShape { P.table }
    var isAppendOnly: Bool { P.isAppendOnly }

    func load(for events: ArraySlice<RecordedEvent>, from connection: Connection) throws {
        guard !P.isAppendOnly, !isComplete else { return }
        var missing: Set<P.Key> = []
        for event in events {
            guard let key = P.key(of: event), entries[key] == nil else { continue }
            missing.insert(key)
        }
        guard !missing.isEmpty else { return }
        for key in missing { entries[key] = Entry() }
        for row in try rows(missing, from: connection) { entries[P.key(of: row)]?.row = row }
    }

    func apply(_ events: ArraySlice<RecordedEvent>) throws(ProjectionFault) {
        for event in events {
            guard let key = P.key(of: event) else { continue }
            if let change = P.deadline(in: event) { deadlines.append(change) }
            if P.isAppendOnly {
                var row: P.Row?
                try P.apply(event, to: &row)
                if let row { appended.append(row) }
            } else if try Self.fold(event, into: &entries[key, default: Entry()]) {
                changed.append(key)
            }
        }
    }

    /// Answers whether this was the entry's first change.
    private static func fold(
        _ event: RecordedEvent,
        into entry: inout Entry
    ) throws(ProjectionFault) -> Bool {
        try P.apply(event, to: &entry.row)
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
            var arrays = ColumnArrays(P.table.columns)
            for key in changed[start..<end] {
                if let row = entries[key]?.row { P.write(row, to: &arrays) }
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
            sink.writer.row(fields: P.table.columns.count)
            P.write(row, to: &sink)
        }
    }

    func reload(for events: ArraySlice<RecordedEvent>, from connection: Connection) throws {
        guard !P.isAppendOnly else { return try apply(events) }
        deadlines += events.compactMap { P.deadline(in: $0) }
        let named = Set(events.compactMap { P.key(of: $0) })
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

    func settle() {
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

    private func rows(_ keys: Set<P.Key>, from connection: Connection) throws -> [P.Row] {
        var arrays = ColumnArrays(P.table.keyColumns)
        for key in keys { P.write(key, to: &arrays) }
        return try connection.execute(loading, arrays.arguments).map { try P.read($0) }
    }
}
