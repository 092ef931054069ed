/// Name and columns of a read model's table; the statements made of them are in
/// `TableShape+sql.swift`.
package struct TableShape: Sendable {
    package let name: String
    package let columns: [Column]
    /// The first columns are the primary key.
    package let keyCount: Int

    package struct Column: Sendable {
        package let name: String
        package let type: ColumnType

        package init(_ name: String, _ type: ColumnType) {
            self.name = name
            self.type = type
        }
    }

    /// PostgreSQL's name of the column's type.
    package enum ColumnType: String, Sendable {
        case bigint
        case text
        case timestamptz
        case json
    }

    package init(_ name: String, keyCount: Int = 1, columns: [Column]) {
        self.name = name
        self.columns = columns
        self.keyCount = keyCount
    }

    var keyColumns: ArraySlice<Column> { columns.prefix(keyCount) }
    var otherColumns: ArraySlice<Column> { columns.dropFirst(keyCount) }
}
