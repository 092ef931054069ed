import Events
import Postgres
import TestSupport

@testable import EventStore
@testable import Model
@testable import Projections
@testable import Replay

/// A migrated database of its own with a log to append to.
///
/// Confined to one thread.
final class ReadDatabase {
    let database: TestDatabase
    let connection: Connection
    private let log: PostgresEventLog

    /// `migrations`: those of the read models that are applied.
    init(migrations: some Sequence<Migration> = ReadMigrations.all) throws {
        let migrations = Array(migrations)
        let database = try TestDatabase(copyOf: "read \(migrations.map(\.number))") { options in
            let connection = try Connection(options)
            try LogMigrations.run(on: connection)
            _ = try Migrator(owner: "read", migrations: migrations).run(on: connection)
        }
        self.database = database
        connection = try database.connect()
        log = PostgresEventLog {
            try database.connect(role: LogRole.commands.rawValue)
        }
    }

    var options: ConnectionOptions { database.options }

    /// Appends events in batches: a batch has one time, so each second of the history is one.
    func append(_ events: some Sequence<RecordedEvent>, to feed: CommitFeed? = nil) throws {
        for batch in events.reduce(
            into: [[RecordedEvent]](),
            { batches, event in
                if batches.last?.last?.recordedAt == event.recordedAt {
                    batches[batches.count - 1].append(event)
                } else {
                    batches.append([event])
                }
            }
        ) {
            _ = try log.lock()
            try log.append(
                AppendBatch(events: batch, recordedAt: batch[0].recordedAt)
            )
            feed?.publish(batch)
        }
    }

    /// A session, and the batches that it publishes.
    func session(
        _ feed: CommitFeed = CommitFeed(),
        batchLimit: Int = 5_000,
        report: @escaping (ProjectionReport) -> Void = { _ in }
    ) throws -> (session: ProjectionPass, published: Published) {
        var options = RunnerOptions()
        options.batchLimit = batchLimit
        let published = Published()
        let session = ProjectionPass(
            try database.connect(role: LogRole.projections.rawValue),
            feed: feed,
            options: options,
            publish: { published.batches.append($0) },
            report: report
        )
        return (session, published)
    }

    /// Every row of every read model, as text.
    func contents(of schema: String = "read") throws -> [String: [String]] {
        var contents: [String: [String]] = [:]
        for table in ReadModel.allCases.flatMap({ ReadModels.tables(of: $0) }) {
            let shape = table.shape
            let columns = shape.columns.map(\.name).joined(separator: ", ")
            contents[shape.name] = try connection.execute(
                """
                SELECT row(\(columns))::text FROM \(schema).\(shape.name) ORDER BY \(shape.keyList)
                """
            ).map { try $0.string(0) }
        }
        return contents
    }

    func checkpoints() throws -> [ReadModel: Checkpoint] {
        Dictionary(
            uniqueKeysWithValues: try Checkpoint.read(connection).map { ($0.name, $0) }
        )
    }
}

/// The batches that a session has published, in order.
final class Published {
    var batches: [ProjectionBatch] = []

    /// The last published value of each balance.
    var balances: [BalanceRow.Key: BalanceRow] {
        batches.flatMap(\.balances).reduce(into: [:]) { $0[BalanceProjector.key(of: $1)] = $1 }
    }

    /// The last published row of each user.
    var users: [UserID: UserRow] {
        batches.flatMap(\.users).reduce(into: [:]) { $0[$1.user] = $1 }
    }

    var positions: [ReadModel: LogPosition] { batches.last?.positions ?? [:] }
}

extension ProjectionPass {
    /// Steps until there is no work left.
    func settle() throws {
        while try step() != .idle {}
    }
}

extension RebuildReport {
    /// Whether every live read model was equal to the rebuilt one.
    var isEqual: Bool {
        outcomes.allSatisfy { outcome in
            if case .equal = outcome.comparison { true } else { false }
        }
    }
}
