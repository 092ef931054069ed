import Commands
import Events
import Postgres
import Synchronization

/// Deletes answers whose Idempotency-Key is no longer kept, in small portions.
final class ReceiptReaper: Sendable {
    private let session: Mutex<DatabaseSession>
    private let hours: Int
    private let limit: Int

    init(database: ConnectionOptions, hours: Int, limit: Int) {
        session = Mutex(DatabaseSession(database))
        self.hours = hours
        self.limit = limit
    }

    /// Answers whether there may be more.
    func reap() -> Bool {
        let limit = limit
        let before = SystemTime().now().advanced(bySeconds: -hours * 3_600)
        do {
            let deleted = try session.withLock { session in
                try session.use { (connection) throws(PostgresError) in
                    try connection.deleteReceipts(before: before, limit: limit)
                }
            }
            return deleted == limit
        } catch {
            LogLine(.warning, "deleting receipts failed").with("error", "\(error)").write()
            return false
        }
    }
}
