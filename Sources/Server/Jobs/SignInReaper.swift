import Commands
import Events
import Postgres
import Synchronization

/// Deletes failed sign-ins that are long past, in small portions.
final class SignInReaper: Job {
    let name = JobName.signInAttempts
    let intervalSeconds: Int
    private let session: Mutex<DatabaseSession>
    private let hours: Int
    private let limit: Int

    /// `database` under the role that may delete them.
    init(database: ConnectionOptions, intervalSeconds: Int, hours: Int, limit: Int) {
        session = Mutex(DatabaseSession(database))
        self.intervalSeconds = intervalSeconds
        self.hours = hours
        self.limit = limit
    }

    func run(_ run: JobRun) throws -> JobReport {
        let before = SystemTime().now().advanced(bySeconds: -hours * 3_600)
        let deleted = try session.withLock { session throws(PostgresError) in
            try session.use { (connection) throws(PostgresError) in
                try SignInAttempts(connection).delete(before: before, limit: limit)
            }
        }
        return deleted == 0
            ? .nothing : .done("\(deleted) failed sign-ins deleted", hasMore: deleted == limit)
    }
}
