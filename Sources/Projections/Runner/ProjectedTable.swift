import Events
import Model
import Postgres

/// One table of a read model: its rows in memory, and how they are read and written.
///
/// `ProjectedTable` is the only conforming type; the protocol hides its projector's types.
package protocol TableWorker: AnyObject {
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

    /// Makes of the events in memory what another node has made of them in PostgreSQL, and reads
    /// the rows that are not in memory.
    func follow(_ events: ArraySlice<RecordedEvent>, from connection: Connection) throws

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
/// `follow`; after any other change, `forget` must be called. Confined to one thread.
final class ProjectedTable<P: Projector>: TableWorker {
    private struct Entry {
        /// Nil if PostgreSQL has no such row.
        var row: P.Row?
        var isChanged = false
        /// Whether PostgreSQL has a row with this key.
        var isStored = false
    }

    /// Rows written by one statement at most: bounds the memory of its parameters.
    private let rowsPerStatement = 10_000

    let projection: ReadModel
    private let table = P.table
    private let limit: Int
    private let upsert: String
    private let update: String
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
        self.limit = limit
        self.isComplete = isComplete
        upsert = table.shape.upsert(into: schema)
        update = table.shape.update(in: schema)
        loading = table.shape.load(from: schema)
        copying = table.shape.copy(into: schema)
    }

    var shape: TableShape { table.shape }

    var isAppendOnly: Bool { P.isAppendOnly }

    func load(for events: ArraySlice<RecordedEvent>, from connection: Connection) throws {
        guard !P.isAppendOnly, !isComplete else { return }
        let missing = keys(of: events) { entries[$0] == nil }
        guard !missing.isEmpty else { return }
        for key in missing { entries[key] = Entry() }
        for row in try rows(missing, from: connection) {
            entries[P.key(of: row)] = Entry(row: row, isStored: true)
        }
    }

    func apply(_ events: ArraySlice<RecordedEvent>) throws(ProjectionFault) {
        try apply(events) { _ in true }
    }

    /// Folds the events into the rows that are wanted.
    private func apply(
        _ events: ArraySlice<RecordedEvent>,
        where isWanted: (P.Key) -> Bool
    ) throws(ProjectionFault) {
        for event in events {
            guard let effect = try P.effect(of: event) else { continue }
            if let change = P.deadline(in: event) { deadlines.append(change) }
            guard isWanted(effect.key) else { continue }
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
            var sink = CopySink(capacity: appended.count * 128)
            writeAppended(to: &sink)
            sink.writer.finish()
            try connection.copyIn(copying, sink.writer)
        }
        for start in stride(from: 0, to: changed.count, by: rowsPerStatement) {
            var new = ColumnArrays(shape.columns)
            var stored = ColumnArrays(shape.columns)
            for key in changed[start...].prefix(rowsPerStatement) {
                guard let entry = entries[key], let row = entry.row else { continue }
                if entry.isStored {
                    table.write(row, to: &stored)
                } else {
                    table.write(row, to: &new)
                }
            }
            if new.count > 0 { try connection.execute(upsert, new.arguments) }
            guard stored.count > 0 else { continue }
            let arguments = stored.arguments
            // Rows that were removed by hand are made again.
            guard try connection.count(update, arguments) < stored.count else { continue }
            try connection.execute(upsert, arguments)
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

    func follow(_ events: ArraySlice<RecordedEvent>, from connection: Connection) throws {
        guard !P.isAppendOnly, !isComplete else { return try apply(events) }
        let missing = keys(of: events) { entries[$0] == nil }
        try apply(events) { !missing.contains($0) }
        guard !missing.isEmpty else { return }
        for key in missing { entries[key] = Entry() }
        for row in try rows(missing, from: connection) {
            let key = P.key(of: row)
            entries[key] = Entry(row: row, isChanged: true, isStored: true)
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
        for key in changed {
            entries[key]?.isChanged = false
            entries[key]?.isStored = true
        }
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

/// Collects rows column by column, as the arrays that `unnest` takes.
private struct ColumnArrays: RowSink {
    private struct Values {
        let type: TableShape.ColumnType
        /// Of type `bigint`, or microseconds since 1970.
        var numbers: [Int64?] = []
        /// Of type `text` or `json`.
        var texts: [String?] = []
    }

    private var columns: [Values]
    private var next = 0
    /// Whole rows.
    private(set) var count = 0

    init(_ columns: some Sequence<TableShape.Column>) {
        self.columns = columns.map { Values(type: $0.type) }
    }

    /// One array for each column.
    var arguments: Arguments {
        var arguments = Arguments()
        for column in columns {
            switch column.type {
            case .bigint: arguments.append(column.numbers)
            case .text: arguments.append(column.texts)
            case .timestamptz: arguments.append(timestamps: column.numbers)
            case .json: arguments.append(jsons: column.texts.map { $0.map { Array($0.utf8) } })
            }
        }
        return arguments
    }

    mutating func bigint(_ value: Int64?) { add(.bigint) { $0.numbers.append(value) } }

    mutating func text(_ value: String?) { add(.text) { $0.texts.append(value) } }

    mutating func timestamptz(_ value: Timestamp?) {
        add(.timestamptz) { $0.numbers.append(value?.microseconds) }
    }

    mutating func json(_ value: String?) { add(.json) { $0.texts.append(value) } }

    private mutating func add(_ type: TableShape.ColumnType, _ append: (inout Values) -> Void) {
        precondition(
            columns[next].type == type,
            "a projector's key has another type than its table's column"
        )
        append(&columns[next])
        next += 1
        guard next == columns.count else { return }
        next = 0
        count += 1
    }
}
