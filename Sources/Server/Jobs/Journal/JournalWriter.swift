import Commands
import EventStore
import Events
import Identity
import Postgres
import Runtime
import Synchronization

/// Writes down what the journal of this node has gathered.
package final class JournalWriter: Sendable {
    private let journal: CommandJournal
    private let history: HistoryBoard?
    private let session: Mutex<DatabaseHandle>
    private let failures = FailureLog("commands were not written down")

    /// `database` under the role that writes to schema `jobs`.
    package init(
        _ journal: CommandJournal,
        history: HistoryBoard? = nil,
        database: ConnectionOptions
    ) {
        self.journal = journal
        self.history = history
        session = Mutex(DatabaseHandle(database, of: history))
    }

    /// Blocks; to be called some times a second, once at the end, and before the journal is read.
    ///
    /// What was gathered before the call is written when it ends, by this call or by another.
    package func write() {
        session.withLock { write(&$0) }
    }

    private func write(_ session: inout DatabaseHandle) {
        // What was sent in a session that the log has lost is lost with it.
        let entries = journal.take().filter { entry in
            guard let witness = entry.witness, let history else { return true }
            return history.history.contains(witness)
        }
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
