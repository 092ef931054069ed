import Model
import Postgres

/// Takes a row's columns one after another: a COPY stream, or arrays for `unnest`.
protocol RowSink: ~Copyable {
    mutating func bigint(_ value: Int64?)
    mutating func text(_ value: String?)
    mutating func timestamptz(_ value: Timestamp?)
    /// JSON text.
    mutating func json(_ value: String?)
}

/// Collects rows in COPY's binary form.
struct CopySink: RowSink, ~Copyable {
    var writer: CopyWriter

    mutating func bigint(_ value: Int64?) { writer.int64(value) }
    mutating func text(_ value: String?) { writer.text(value) }
    mutating func timestamptz(_ value: Timestamp?) { writer.timestamp(value?.microseconds) }
    mutating func json(_ value: String?) { writer.text(value) }
}

/// Collects rows column by column, as the arrays that `unnest` takes.
struct ColumnArrays: RowSink {
    private enum Values {
        case int64s([Int64?])
        case texts([String?])
        /// Microseconds since 1970.
        case timestamps([Int64?])
        case jsons([[UInt8]?])
    }

    private var columns: [Values]
    private var next = 0

    init(_ columns: some Sequence<TableShape.Column>) {
        self.columns = columns.map { column in
            switch column.type {
            case .bigint: .int64s([])
            case .text: .texts([])
            case .timestamptz: .timestamps([])
            case .json: .jsons([])
            }
        }
    }

    /// One array for each column.
    var arguments: Arguments {
        var arguments = Arguments()
        for column in columns {
            switch column {
            case .int64s(let values): arguments.append(values)
            case .texts(let values): arguments.append(values)
            case .timestamps(let values): arguments.append(timestamps: values)
            case .jsons(let values): arguments.append(jsons: values)
            }
        }
        return arguments
    }

    mutating func bigint(_ value: Int64?) {
        add { (column: inout Values) in
            guard case .int64s(var values) = column else { return false }
            column = .int64s([])
            values.append(value)
            column = .int64s(values)
            return true
        }
    }

    mutating func text(_ value: String?) {
        add { (column: inout Values) in
            guard case .texts(var values) = column else { return false }
            column = .texts([])
            values.append(value)
            column = .texts(values)
            return true
        }
    }

    mutating func timestamptz(_ value: Timestamp?) {
        add { (column: inout Values) in
            guard case .timestamps(var values) = column else { return false }
            column = .timestamps([])
            values.append(value?.microseconds)
            column = .timestamps(values)
            return true
        }
    }

    mutating func json(_ value: String?) {
        add { (column: inout Values) in
            guard case .jsons(var values) = column else { return false }
            column = .jsons([])
            values.append(value.map { Array($0.utf8) })
            column = .jsons(values)
            return true
        }
    }

    /// Emptying the column while its array is changed keeps the array from being copied.
    private mutating func add(_ append: (inout Values) -> Bool) {
        let fits = append(&columns[next])
        precondition(fits, "a projector's key has another type than its table's column")
        next = next + 1 == columns.count ? 0 : next + 1
    }
}
