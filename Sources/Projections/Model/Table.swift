import Model

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
struct TableShape: Sendable {
    let name: String
    let columns: [Column]
    /// The first columns are the primary key.
    let keyCount: Int

    struct Column: Sendable {
        let name: String
        let type: ColumnType
    }

    /// PostgreSQL's name of the column's type.
    enum ColumnType: String, Sendable {
        case bigint
        case text
        case timestamptz
        case json
    }

    var keyColumns: ArraySlice<Column> { columns.prefix(keyCount) }

    /// All columns, separated by commas.
    var columnList: String { columns.map(\.name).joined(separator: ", ") }

    /// The key columns, separated by commas.
    var keyList: String { keyColumns.map(\.name).joined(separator: ", ") }

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
    func copy(into schema: String) -> String {
        "COPY \(schema).\(name) (\(columnList)) FROM STDIN (FORMAT binary)"
    }

    private func arrays(_ columns: ArraySlice<Column>) -> String {
        columns.enumerated().map { "$\($0.offset + 1)::\($0.element.type.rawValue)[]" }
            .joined(separator: ", ")
    }
}
