import Commands
import Events
import Postgres
import Synchronization

/// Writes down what the journal of this node has gathered.
final class JournalWriter: Sendable {
    private let journal: CommandJournal
    private let session: Mutex<DatabaseSession>

    /// `database` under the role that writes to schema `jobs`.
    init(_ journal: CommandJournal, database: ConnectionOptions) {
        self.journal = journal
        session = Mutex(DatabaseSession(database))
    }

    /// Blocks; to be called some times a second, and once at the end.
    func write() {
        let entries = journal.take()
        guard !entries.isEmpty else { return }
        do throws(PostgresError) {
            try session.withLock { session throws(PostgresError) in
                try session.use { (connection) throws(PostgresError) in
                    try JournalStore(connection).add(entries)
                }
            }
        } catch {
            journal.putBack(entries)
        }
    }
}
