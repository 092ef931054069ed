import Commands
import Events
import Postgres
import Synchronization

/// Deletes commands that are no longer kept for administrators, in small portions.
final class JournalReaper: Job {
    let name = JobName.commands
    let intervalSeconds: Int
    private let session: Mutex<DatabaseSession>
    private let hours: Int
    private let limit: Int

    /// `database` under the role that writes to schema `jobs`.
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
                try JournalStore(connection).delete(before: before, limit: limit)
            }
        }
        return deleted == 0
            ? .nothing : .done("\(deleted) commands deleted", hasMore: deleted == limit)
    }
}
