import Events
import Postgres
import TestSupport
import Testing

@testable import Model
@testable import Projections
@testable import Replay

/// Adds read models to a database with a history from before they existed.
@Suite(.patient) struct UpgradeTests {
    /// A history with only the events of the first version.
    private func firstHistory() -> RandomHistory {
        var random = RandomHistory(seed: 71)
        random.isAnnotated = false
        for _ in 0..<60 {
            random.transfer()
            random.placeOrder()
            random.changeOrder()
            random.placeHold()
        }
        return random
    }

    /// A database as the first version leaves it, with every read model at the log's end.
    private func firstDatabase(_ events: [RecordedEvent]) throws -> ReadDatabase {
        let database = try ReadDatabase(migrations: ReadMigrations.all.prefix(1))
        try database.append(events)
        func write<P: Projector>(_ projector: P.Type) throws {
            let table = ProjectedTable(
                projector,
                of: .balances,
                schema: "read",
                limit: 0,
                isComplete: true
            )
            try table.apply(events[...])
            try table.write(to: database.connection)
        }
        try write(BalanceProjector.self)
        try write(SlotProjector.self)
        try write(ShopProjector.self)
        // These tables had fewer columns.
        for table in [
            FirstTable(TransactionProjector.self, 10), FirstTable(ProductProjector.self, 9),
            FirstTable(UserProjector.self, 4), FirstTable(OrderProjector.self, 13),
            FirstTable(HoldProjector.self, 8),
        ] {
            try table.copy(events, to: database)
        }
        try database.connection.execute(
            "UPDATE read.checkpoints SET position = $1",
            [.int64(Int64(events.count))]
        )
        return database
    }

    /// A table with only the first of its present columns.
    private struct FirstTable {
        let shape: TableShape
        let count: Int

        init(_ projector: (some Projector).Type, _ count: Int) {
            shape = projector.table.shape
            self.count = count
        }

        /// Copies the rows from a database of the present version.
        func copy(_ events: [RecordedEvent], to database: ReadDatabase) throws {
            let today = try ReadDatabase()
            try today.append(events)
            try today.session().session.settle()
            let columns = shape.columns.prefix(count).map(\.name).joined(separator: ", ")
            let rows = try today.connection.execute(
                "SELECT json_agg(stored)::text FROM (SELECT \(columns) FROM read.\(shape.name)) AS stored"
            ).only()
            try database.connection.execute(
                """
                INSERT INTO read.\(shape.name) (\(columns))
                SELECT \(columns) FROM json_populate_recordset(NULL::read.\(shape.name), \
                $1::text::json)
                """,
                [.text(try rows.string(0))]
            )
        }
    }

    @Test func `new read models begin at the start and catch up while the others continue`() throws
    {
        var random = firstHistory()
        let first = random.history.events
        let end = LogPosition(Int64(first.count))
        let database = try firstDatabase(first)
        #expect(
            try ReadMigrations.run(on: database.connection).map(\.number) == Self.numbers(after: 1)
        )
        // The last two have other columns, so that they begin again.
        let new: Set<ReadModel> = [
            .activity, .rates, .services, .baskets, .sessions, .totals, .invitations, .transactions,
            .catalog,
        ]
        for (name, checkpoint) in try database.checkpoints() {
            #expect(checkpoint.position == (new.contains(name) ? .start : end))
        }
        random.isAnnotated = true
        random.grow(to: first.count + 600)
        let events = random.history.events
        try database.append(events[first.count...])

        let (session, published) = try database.session(batchLimit: 100)
        _ = try session.step()
        _ = try session.step()
        for (name, position) in published.positions {
            #expect(position == (new.contains(name) ? LogPosition(100) : end.advanced(by: 100)))
        }
        try session.settle()
        #expect(published.positions.values.allSatisfy { $0 == events.last?.position })

        let other = try ReadDatabase()
        try other.append(events)
        try other.session().session.settle()
        #expect(try database.contents() == other.contents())
        #expect(try Rebuild(database.options).run().isEqual)
    }

    /// Columns that today's projectors write and the second version did not have.
    private static func laterColumns(_ change: String) -> String {
        [
            ("transactions", "position", "bigint"), ("transactions", "exchange_id", "bigint"),
            ("transactions", "rate", "text"), ("products", "sold", "bigint"),
            ("rates", "suspects", "json"), ("transactions", "reference", "text"),
            ("transactions", "metadata", "json"), ("pending_transfers", "reference", "text"),
            ("pending_transfers", "metadata", "json"), ("holds", "reference", "text"),
            ("holds", "metadata", "json"), ("order_history", "reference", "text"),
            ("order_history", "metadata", "json"),
        ].map { table, column, type in
            "ALTER TABLE read.\(table) \(change) \(column) \(change.hasPrefix("ADD") ? type : "")"
        }.joined(separator: ";")
    }

    @Test func `totals are made from the whole log in a database of the second version`() throws {
        var random = RandomHistory(seed: 72)
        random.isAnnotated = false
        random.grow(to: 700)
        let left = random.history.events
        let end = left.last?.position
        // A session of the second version: later read models have no checkpoint.
        let database = try ReadDatabase(migrations: ReadMigrations.all.prefix(2))
        try database.append(left)
        try database.connection.script(Self.laterColumns("ADD COLUMN IF NOT EXISTS"))
        try database.session().session.settle()
        try database.connection.script(Self.laterColumns("DROP COLUMN"))
        let before = try database.checkpoints()
        #expect(before[.totals] == nil)
        #expect(before.values.allSatisfy { $0.position == end })

        #expect(
            try ReadMigrations.run(on: database.connection).map(\.number) == Self.numbers(after: 2)
        )
        let migrated = try database.checkpoints()
        let new: Set<ReadModel> = [
            .totals, .invitations, .transactions, .catalog, .rates,
        ]
        #expect(migrated.filter { new.contains($0.key) }.allSatisfy { $0.value.position == .start })
        let kept = { (all: [ReadModel: Checkpoint]) in all.filter { !new.contains($0.key) } }
        #expect(kept(migrated) == kept(before))
        try database.session().session.settle()
        let other = try ReadDatabase()
        try other.append(left)
        try other.session().session.settle()
        let contents = try database.contents()
        #expect(try contents == other.contents())
        #expect(contents["transfer_totals"]?.isEmpty == false)
        #expect(contents["counters"]?.count == CounterRow.Name.allCases.count)
        #expect(try Rebuild(database.options).run().isEqual)
    }

    /// The numbers of all migrations after one.
    private static func numbers(after first: Int) -> [Int] {
        ReadMigrations.all.dropFirst(first).map(\.number)
    }
}
