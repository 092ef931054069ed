import API
import Commands
import EventStore
import Events
import Identity
import Model
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

/// Writes and reads `jobs.commands`, under role `LogRole.commands`.
package struct JournalStore {
    let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    func add(_ entries: [JournalEntry]) throws(PostgresError) {
        guard !entries.isEmpty else { return }
        var arguments = Arguments()
        arguments.append(entries.map(\.command.text))
        arguments.append(entries.map { $0.route.name })
        arguments.append(entries.map(\.subject))
        arguments.append(entries.map(\.actor.rawValue))
        arguments.append(entries.map(\.outcome.rawValue))
        arguments.append(entries.map(\.reason))
        arguments.append(entries.map(\.position))
        arguments.append(timestamps: entries.map(\.receivedAt.microseconds))
        arguments.append(entries.map(\.key))
        arguments.append(
            entries.map { entry in entry.request.map { String(decoding: $0, as: UTF8.self) } }
        )
        try connection.execute(
            """
            INSERT INTO jobs.commands (command, route, subject, actor, outcome, reason, position,
                received_at, idempotency_key, request)
            SELECT command::uuid, route, subject, actor, outcome, reason, position, received_at,
                CASE WHEN is_kept THEN key END, CASE WHEN is_kept THEN request END
            FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) AS given (command, route, subject,
                actor, outcome, reason, position, received_at, key, request),
                LATERAL (
                    SELECT NOT EXISTS (
                        SELECT FROM jobs.erasures WHERE erased_at >= given.received_at
                    ) AS is_kept
                ) AS erasure
            """,
            arguments
        )
    }

    /// Deletes what was received before, at most `limit`; answers how many.
    func delete(before time: Timestamp, limit: Int) throws(PostgresError) -> Int {
        try connection.execute(
            """
            DELETE FROM jobs.commands WHERE id IN (
                SELECT id FROM jobs.commands
                WHERE received_at < $1
                ORDER BY received_at LIMIT $2)
            RETURNING id
            """,
            [.timestamp(time.microseconds), .int64(Int64(limit))]
        ).count
    }

    /// Forgets what the person did, and what anybody has sent until now: a body may name the person.
    package func erase(_ user: UserID) throws {
        try connection.transaction { connection in
            // Waits for what is being written down; whoever comes later sees the erasure.
            _ = try connection.script("LOCK TABLE jobs.commands IN SHARE ROW EXCLUSIVE MODE")
            try connection.execute(
                "DELETE FROM jobs.erasures WHERE erased_at < now() - interval '1 day'"
            )
            try connection.execute("INSERT INTO jobs.erasures (erased_at) VALUES (now())")
            try connection.execute(
                "DELETE FROM jobs.commands WHERE actor = $1",
                [.int64(user.rawValue)]
            )
            try connection.execute(
                """
                UPDATE jobs.commands SET request = NULL, idempotency_key = NULL
                WHERE request IS NOT NULL OR idempotency_key IS NOT NULL
                """
            )
        }
    }
}
