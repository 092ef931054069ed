import Events
import Model
import Postgres

/// How one table of a read model is made from events: pure, by the event's time, without a clock or
/// a side effect.
///
/// An event changes at most one row of each table.
protocol Projector: Sendable {
    associatedtype Key: RowKey
    associatedtype Change
    associatedtype Row: Hashable & Sendable
    /// The row that an event makes or changes, and how.
    typealias Effect = (key: Key, change: Change)

    static var table: Table<Row> { get }

    /// Whether rows are only ever added, each by one event, and never changed by another: such rows
    /// are neither loaded nor kept.
    static var isAppendOnly: Bool { get }

    /// Rows that a node keeps in memory, so that frequent ones need no SELECT.
    static var rowsInMemory: Int { get }

    /// Nil if the event has no effect on this table. Throws if it has one and is in a stream of
    /// another kind.
    static func effect(of event: RecordedEvent) throws(ProjectionFault) -> Effect?

    /// Makes or changes the row. If it throws, the row is as before.
    static func apply(
        _ change: Change,
        to row: inout Row?,
        _ key: Key,
        by event: RecordedEvent
    ) throws(ProjectionFault)

    static func key(of row: Row) -> Key

    /// Reads all columns in the order of `table`.
    static func read(_ columns: inout ColumnReader) throws -> Row

    /// Adds the changed row, or the users it concerns, to the batch.
    static func announce(_ row: Row, in batch: inout ProjectionBatch)

    /// The thing that the event sets aside until a deadline or ends; nil for nearly all events.
    static func deadline(in event: RecordedEvent) -> DeadlineChange?
}

/// A row with the position of the last event that changed it.
protocol PositionedRow {
    var position: LogPosition { get set }
}

extension Projector {
    static var isAppendOnly: Bool { false }

    static var rowsInMemory: Int { 20_000 }

    static func deadline(in event: RecordedEvent) -> DeadlineChange? { nil }

    /// The row, which an earlier event must have made.
    static func existing(
        _ row: Row?,
        _ id: some CustomStringConvertible,
        _ event: RecordedEvent
    ) throws(ProjectionFault) -> Row {
        guard let row else {
            throw ProjectionFault(
                event.position,
                .noRow(table: table.shape.name, id: id.description)
            )
        }
        return row
    }

    /// Makes the row, which no earlier event may have made.
    static func make(
        _ row: inout Row?,
        _ id: some CustomStringConvertible,
        _ event: RecordedEvent,
        _ new: Row
    ) throws(ProjectionFault) {
        guard row == nil else {
            throw ProjectionFault(
                event.position,
                .rowExists(table: table.shape.name, id: id.description)
            )
        }
        row = new
    }
}

extension Projector where Row: PositionedRow {
    /// Changes the row, which an earlier event must have made.
    static func change(
        _ row: inout Row?,
        _ id: some CustomStringConvertible,
        _ event: RecordedEvent,
        _ body: (inout Row) throws(ProjectionFault) -> Void
    ) throws(ProjectionFault) {
        var changed = try existing(row, id, event)
        try body(&changed)
        changed.position = event.position
        row = changed
    }
}

/// The key of a row, which is written into the table's key columns.
protocol RowKey: Hashable, Sendable {
    func write(to sink: inout some RowSink & ~Copyable)
}

extension EntityID: RowKey {
    func write(to sink: inout some RowSink & ~Copyable) { sink.bigint(rawValue) }
}

extension ServiceID: RowKey {
    func write(to sink: inout some RowSink & ~Copyable) { sink.text(value.text) }
}

extension Currency: RowKey {
    func write(to sink: inout some RowSink & ~Copyable) { sink.text(code) }
}

extension Timestamp: RowKey {
    func write(to sink: inout some RowSink & ~Copyable) { sink.timestamptz(self) }
}

/// The table of a projector: its shape, and how a row is written into it.
struct Table<Row>: Sendable {
    let shape: TableShape
    private let columns: [Column<Row>]

    /// The first `keyCount` columns are the primary key.
    init(_ name: String, keyCount: Int = 1, _ columns: Column<Row>...) {
        self.columns = columns
        shape = TableShape(name: name, columns: columns.map(\.shape), keyCount: keyCount)
    }

    /// Writes all columns.
    func write(_ row: Row, to sink: inout some RowSink & ~Copyable) {
        for column in columns {
            switch column {
            case .bigint(_, let value): sink.bigint(value(row))
            case .text(_, let value): sink.text(value(row))
            case .timestamptz(_, let value): sink.timestamptz(value(row))
            case .json(_, let value): sink.json(value(row))
            }
        }
    }
}

/// A column by its type in PostgreSQL: its name, and the value that a row has in it.
enum Column<Row>: Sendable {
    case bigint(String, @Sendable (Row) -> Int64?)
    case text(String, @Sendable (Row) -> String?)
    case timestamptz(String, @Sendable (Row) -> Timestamp?)
    /// JSON text.
    case json(String, @Sendable (Row) -> String?)

    fileprivate var shape: TableShape.Column {
        switch self {
        case .bigint(let name, _): TableShape.Column(name: name, type: .bigint)
        case .text(let name, _): TableShape.Column(name: name, type: .text)
        case .timestamptz(let name, _): TableShape.Column(name: name, type: .timestamptz)
        case .json(let name, _): TableShape.Column(name: name, type: .json)
        }
    }
}

/// Name and columns of a read model's table, and the statements that are made of them.
package struct TableShape: Sendable {
    package let name: String
    package let columns: [Column]
    /// The first columns are the primary key.
    let keyCount: Int

    package struct Column: Sendable {
        package let name: String
        package let type: ColumnType
    }

    /// PostgreSQL's name of the column's type.
    package enum ColumnType: String, Sendable {
        case bigint
        case text
        case timestamptz
        case json
    }

    var keyColumns: ArraySlice<Column> { columns.prefix(keyCount) }

    /// All columns, separated by commas.
    package var columnList: String { columns.map(\.name).joined(separator: ", ") }

    /// The key columns, separated by commas.
    package var keyList: String { keyColumns.map(\.name).joined(separator: ", ") }

    /// Writes rows given as one array for each column.
    func upsert(into schema: String) -> String {
        let changes = columns.dropFirst(keyCount).map { "\($0.name) = excluded.\($0.name)" }
            .joined(separator: ", ")
        return """
            INSERT INTO \(schema).\(name) (\(columnList))
            SELECT \(columnList) FROM unnest(\(arrays(columns[...]))) AS written (\(columnList))
            ON CONFLICT (\(keyList)) DO UPDATE SET \(changes)
            """
    }

    /// Writes rows that are stored, given as one array for each column, and returns how many there
    /// were.
    ///
    /// An upsert locks each row before it changes it, which costs half as much again.
    func update(in schema: String) -> String {
        let changes = columns.dropFirst(keyCount).map { "\($0.name) = written.\($0.name)" }
            .joined(separator: ", ")
        let matches = keyColumns.map { "stored.\($0.name) = written.\($0.name)" }
            .joined(separator: " AND ")
        return """
            UPDATE \(schema).\(name) AS stored SET \(changes)
            FROM unnest(\(arrays(columns[...]))) AS written (\(columnList)) WHERE \(matches)
            """
    }

    /// Reads the rows whose keys are given as one array for each key column.
    func load(from schema: String) -> String {
        let matches = keyColumns.map { "wanted.\($0.name) = stored.\($0.name)" }
            .joined(separator: " AND ")
        let selected = columns.map { "stored.\($0.name)" }.joined(separator: ", ")
        return """
            SELECT \(selected) FROM unnest(\(arrays(keyColumns))) AS wanted (\(keyList))
            JOIN \(schema).\(name) AS stored ON \(matches)
            """
    }

    /// Adds rows in COPY's binary form.
    package func copy(into schema: String) -> String {
        "COPY \(schema).\(name) (\(columnList)) FROM STDIN (FORMAT binary)"
    }

    private func arrays(_ columns: ArraySlice<Column>) -> String {
        columns.enumerated().map { "$\($0.offset + 1)::\($0.element.type.rawValue)[]" }
            .joined(separator: ", ")
    }
}

/// Takes a row's columns one after another: a COPY stream, or arrays for `unnest`.
protocol RowSink: ~Copyable {
    mutating func bigint(_ value: Int64?)
    mutating func text(_ value: String?)
    mutating func timestamptz(_ value: Timestamp?)
    /// JSON text.
    mutating func json(_ value: String?)
}

/// Collects rows in COPY's binary form.
package struct CopySink: RowSink, ~Copyable {
    /// The rows as bytes, for the caller to send.
    package var writer: CopyWriter

    /// Has room for so many bytes before it grows.
    package init(capacity: Int) {
        writer = CopyWriter(capacity: capacity)
    }

    mutating func bigint(_ value: Int64?) { writer.int64(value) }
    mutating func text(_ value: String?) { writer.text(value) }
    mutating func timestamptz(_ value: Timestamp?) { writer.timestamp(value?.microseconds) }
    mutating func json(_ value: String?) { writer.text(value) }
}
