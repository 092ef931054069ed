import Postgres

/// Compares a table of schema `read` with its namesake in `read_shadow`, within one snapshot.
struct TableComparison {
    let shape: TableShape

    struct Digest: Hashable {
        let rows: Int64
        /// Sum of the rows' 64-bit hashes: whatever the order of reading, the same rows give the
        /// same sum.
        let sum: String
    }

    func digest(of schema: String, _ connection: Connection) throws -> Digest {
        let row = try connection.execute(
            """
            SELECT count(*), coalesce(sum(hash_record_extended(row(\(hashable)), 0)), 0)::text
            FROM \(schema).\(shape.name)
            """
        ).only()
        return Digest(rows: try row.int64(0), sum: try row.string(1))
    }

    /// `json` has no hash of its own; its text is what counts.
    private var hashable: String {
        shape.columns.map { column in
            switch column.type {
            case .json: "\(column.name)::text"
            case .bigint, .text, .timestamptz: column.name
            }
        }.joined(separator: ", ")
    }

    /// The first row, in order of the key, that only one of them has.
    func firstDifference(
        _ connection: Connection
    ) throws -> RebuildReport.Difference? {
        let columns = shape.columnList
        let rows = try connection.execute(
            """
            SELECT live.line, rebuilt.line
            FROM (SELECT \(shape.keyList), row(\(columns))::text AS line
                FROM read.\(shape.name)) AS live
            FULL JOIN (SELECT \(shape.keyList), row(\(columns))::text AS line
                FROM read_shadow.\(shape.name)) AS rebuilt USING (\(shape.keyList))
            WHERE live.line IS DISTINCT FROM rebuilt.line
            ORDER BY \(shape.keyList) LIMIT 1
            """
        )
        return try rows.first.map { row in
            RebuildReport.Difference(
                table: shape.name,
                live: try row.optionalString(0),
                rebuilt: try row.optionalString(1)
            )
        }
    }
}
