import API
import Entities
import EventStore
import Events
import Model
import Postgres
import Runtime

/// Deletes rows that are kept for a limited time, in small portions.
final class Reaper: Job {
    /// The kind of rows that a reaper deletes.
    struct Target: Sendable {
        let job: JobName
        /// Deletes at most `limit` older rows; returns how many.
        let delete: @Sendable (Connection, Timestamp, _ limit: Int) throws(PostgresError) -> Int
        /// The words after the number in a run's report.
        let report: String
    }

    let intervalSeconds: Int?
    private let target: Target
    private let database: SharedDatabase
    private let hours: Int
    private let limit: Int

    /// `database` has the role that may delete.
    init(
        _ target: Target,
        database: ConnectionOptions,
        intervalSeconds: Int,
        hours: Int,
        limit: Int
    ) {
        self.target = target
        self.database = SharedDatabase(DatabaseHandle(database))
        self.intervalSeconds = intervalSeconds
        self.hours = hours
        self.limit = limit
    }

    var name: JobName { target.job }

    func run(_ run: JobRun) throws -> JobReport {
        // The time of the database's clock, which recorded the rows.
        let before = Timestamp(microseconds: run.startedAt).advanced(bySeconds: -hours * 3_600)
        let deleted = try database.use { (connection) throws(PostgresError) in
            try target.delete(connection, before, limit)
        }
        return deleted == 0
            ? .nothing : .done("\(deleted) \(target.report)", hasMore: deleted >= limit)
    }
}

extension Reaper.Target {
    /// Outcomes of commands, whose Idempotency-Key is no longer kept.
    static let receipts = Reaper.Target(
        job: .receipts,
        delete: { (connection, before, limit) throws(PostgresError) in
            try connection.deleteReceipts(before: before, limit: limit)
        },
        report: "receipts deleted"
    )

    /// Old failed sign-ins, and addresses of sign-ins after so many more hours.
    static func signInAttempts(addressesAfter hours: Int) -> Reaper.Target {
        Reaper.Target(
            job: .signInAttempts,
            delete: { (connection, before, limit) throws(PostgresError) in
                let failures = try SignInAttempts(connection).delete(before: before, limit: limit)
                let addresses = try KnownClients(connection).delete(
                    before: before.advanced(bySeconds: -hours * 3_600),
                    limit: limit
                )
                return failures + addresses
            },
            report: "failed sign-ins and known addresses deleted"
        )
    }

    /// Where sessions came from that were last used too long ago to be open.
    static let sessionDetails = Reaper.Target(
        job: .sessionDetails,
        delete: { (connection, before, limit) throws(PostgresError) in
            try connection.deleteSessionDetails(before: before, limit: limit)
        },
        report: "details of sessions deleted"
    )

    /// Old commands of the journal for administrators.
    static let commands = Reaper.Target(
        job: .commands,
        delete: { (connection, before, limit) throws(PostgresError) in
            try JournalStore(connection).delete(before: before, limit: limit)
        },
        report: "commands deleted"
    )
}
