import Events
import Model
import Postgres
import Projections

extension RebuildJob {
    /// Compares old and new at the same position.
    ///
    /// The live one waits only while the last events are read; then both are compared in one
    /// snapshot while nodes keep working.
    func compare() throws {
        while names.contains(where: { comparisons[$0] == nil }) {
            report(.comparing, total: lowest.rawValue)
            do {
                if let snapshot = try openSnapshot() {
                    try compare(in: snapshot)
                    return
                }
            } catch let stopped as Stopped {
                control.rollback()
                writer.rollback()
                forget()
                try exclude(stopped)
            }
            try requireGoingOn()
            try load()
        }
    }

    /// A snapshot in which the tables are comparable, or nil if too many events were missing.
    private func openSnapshot() throws -> (Connection, [ReadModel: LogPosition])? {
        try control.script("BEGIN")
        defer { control.rollback() }
        let live = try lockCheckpoints(control).filter { comparisons[$0.key] == nil }
        let behind = live.filter { name, position in
            positions[name].map { $0 < position } ?? false
        }
        let isFar = behind.contains { name, end in
            end.rawValue - (positions[name] ?? end).rawValue > 2 * options.lockedEvents
        }
        guard !isFar else { return nil }
        try writer.script("BEGIN")
        try catchUp(to: behind)
        for (name, end) in behind { try ReplayProgress.write([name], end, writer) }
        try writer.commit()
        positions.merge(behind) { $1 }
        let snapshot = try Connection(connection)
        let tables = names.flatMap { shadows(of: $0) }
            .flatMap { ["read.\($0.name)", "read_shadow.\($0.name)"] }
        try snapshot.script(
            """
            BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
            LOCK TABLE \(tables.joined(separator: ", ")) IN ACCESS SHARE MODE;
            SELECT 1
            """
        )
        return (snapshot, live)
    }

    private func compare(in opened: (snapshot: Connection, live: [ReadModel: LogPosition])) throws {
        for name in names where comparisons[name] == nil {
            try requireGoingOn()
            guard let position = positions[name], opened.live[name] == position else {
                comparisons[name] = .notCompared(live: opened.live[name] ?? .start)
                continue
            }
            comparisons[name] = try compare(name, position, opened.snapshot)
        }
        try opened.snapshot.commit()
    }

    private func compare(
        _ name: ReadModel,
        _ position: LogPosition,
        _ snapshot: Connection
    ) throws -> RebuildReport.Comparison {
        var rows: Int64 = 0
        for table in tables[name] ?? [] {
            let comparison = TableComparison(shape: table.shape)
            let rebuilt = try comparison.digest(of: "read_shadow", snapshot)
            let live = try comparison.digest(of: "read", snapshot)
            rows += rebuilt.rows
            guard live != rebuilt else { continue }
            if let difference = try comparison.firstDifference(snapshot) {
                return .different(at: position, difference)
            }
        }
        return .equal(at: position, rows: rows)
    }
}

/// Compares a table of schema `read` with the one of the same name in `read_shadow`, within one
/// snapshot.
private struct TableComparison {
    let shape: TableShape

    struct Digest: Hashable {
        let rows: Int64
        /// Sum of the rows' 64-bit hashes, so that the order of reading does not matter.
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

    /// `json` has no hash of its own, so its text is hashed.
    private var hashable: String {
        shape.columns.map { column in
            switch column.type {
            case .json: "\(column.name)::text"
            case .bigint, .text, .timestamptz: column.name
            }
        }.joined(separator: ", ")
    }

    /// The first row, in order of the key, that only one of them has.
    func firstDifference(_ connection: Connection) throws -> RebuildReport.Difference? {
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
