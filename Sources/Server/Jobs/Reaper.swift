import API
import Commands
import EventStore
import Events
import Model
import Postgres
import Runtime
import Synchronization

/// Deletes what is kept for a while only, in small portions.
final class Reaper: Job {
    /// What is deleted.
    struct Target: Sendable {
        let job: JobName
        /// Deletes what is older, at most `limit` of it; answers how many.
        let delete: @Sendable (Connection, Timestamp, _ limit: Int) throws(PostgresError) -> Int
        /// What follows the number in a run's report.
        let told: String
    }

    let intervalSeconds: Int?
    private let target: Target
    private let session: Mutex<DatabaseHandle>
    private let hours: Int
    private let limit: Int

    /// `database` under the role that may delete.
    init(
        _ target: Target,
        database: ConnectionOptions,
        intervalSeconds: Int,
        hours: Int,
        limit: Int
    ) {
        self.target = target
        session = Mutex(DatabaseHandle(database))
        self.intervalSeconds = intervalSeconds
        self.hours = hours
        self.limit = limit
    }

    var name: JobName { target.job }

    func run(_ run: JobRun) throws -> JobReport {
        // By the database's clock, as what is deleted was recorded by it.
        let before = Timestamp(microseconds: run.startedAt).advanced(bySeconds: -hours * 3_600)
        let deleted = try session.withLock { session throws(PostgresError) in
            try session.use { (connection) throws(PostgresError) in
                try target.delete(connection, before, limit)
            }
        }
        return deleted == 0
            ? .nothing : .done("\(deleted) \(target.told)", hasMore: deleted == limit)
    }
}

extension Reaper.Target {
    /// Answers whose Idempotency-Key is no longer kept.
    static let receipts = Reaper.Target(
        job: .receipts,
        delete: { (connection, before, limit) throws(PostgresError) in
            try connection.deleteReceipts(before: before, limit: limit)
        },
        told: "receipts deleted"
    )

    /// Failed sign-ins that are long past.
    static let signInAttempts = Reaper.Target(
        job: .signInAttempts,
        delete: { (connection, before, limit) throws(PostgresError) in
            try SignInAttempts(connection).delete(before: before, limit: limit)
        },
        told: "failed sign-ins deleted"
    )

    /// Commands that are no longer kept for administrators.
    static let commands = Reaper.Target(
        job: .commands,
        delete: { (connection, before, limit) throws(PostgresError) in
            try JournalStore(connection).delete(before: before, limit: limit)
        },
        told: "commands deleted"
    )
}
