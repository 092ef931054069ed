import Events
import Model
import Postgres

extension RebuildJob {
    /// Compares old and new at the same position.
    ///
    /// The live one waits only while the last events are read; then both are looked at in one
    /// snapshot while everything goes on.
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

    /// A snapshot in which the tables are comparable, or nil if there was too much to catch up with.
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

    private func compare(
        in opened: (snapshot: Connection, live: [ReadModel: LogPosition])
    ) throws {
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
