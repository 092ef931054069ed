import Commands
import Events
import Postgres
import Synchronization

/// Writes down what the journal of this node has gathered.
final class JournalWriter: Sendable {
    private let journal: CommandJournal
    private let session: Mutex<DatabaseSession>
    private let failures = FailureLog("commands were not written down")

    /// `database` under the role that writes to schema `jobs`.
    init(_ journal: CommandJournal, database: ConnectionOptions) {
        self.journal = journal
        session = Mutex(DatabaseSession(database))
    }

    /// Blocks; to be called some times a second, once at the end, and before the journal is read.
    ///
    /// What was gathered before the call is written when it ends, by this call or by another.
    func write() {
        session.withLock { write(&$0) }
    }

    private func write(_ session: inout DatabaseSession) {
        let entries = journal.take()
        guard !entries.isEmpty else { return }
        do throws(PostgresError) {
            try session.use { (connection) throws(PostgresError) in
                try JournalStore(connection).add(entries)
            }
        } catch {
            failures.report(error)
            // What PostgreSQL will never take would keep everything after it from being written.
            if error.isTransient {
                journal.putBack(entries)
            } else {
                journal.leaveOut(entries.count)
            }
        }
    }
}
