extension TableShape {
    /// All columns, separated by commas.
    var columnList: String { columns.map(\.name).joined(separator: ", ") }

    /// The key columns, separated by commas.
    var keyList: String { keyColumns.map(\.name).joined(separator: ", ") }

    /// Writes rows given as one array for each column.
    func upsert(into schema: String) -> String {
        let arrays = columns.enumerated()
            .map { "$\($0.offset + 1)::\($0.element.type.rawValue)[]" }
            .joined(separator: ", ")
        let changes = otherColumns.map { "\($0.name) = excluded.\($0.name)" }
            .joined(separator: ", ")
        return """
            INSERT INTO \(schema).\(name) (\(columnList))
            SELECT \(columnList) FROM unnest(\(arrays)) AS written (\(columnList))
            ON CONFLICT (\(keyList)) DO UPDATE SET \(changes)
            """
    }

    /// Reads the rows whose keys are given as one array for each key column.
    func load(from schema: String) -> String {
        let arrays = keyColumns.enumerated()
            .map { "$\($0.offset + 1)::\($0.element.type.rawValue)[]" }
            .joined(separator: ", ")
        let matches = keyColumns.map { "wanted.\($0.name) = stored.\($0.name)" }
            .joined(separator: " AND ")
        let selected = columns.map { "stored.\($0.name)" }.joined(separator: ", ")
        return """
            SELECT \(selected) FROM unnest(\(arrays)) AS wanted (\(keyList))
            JOIN \(schema).\(name) AS stored ON \(matches)
            """
    }

    /// Adds rows in COPY's binary form.
    func copy(into schema: String) -> String {
        "COPY \(schema).\(name) (\(columnList)) FROM STDIN (FORMAT binary)"
    }
}
