import API
import Entities
import EventStore
import Events
import Identity
import Model
import Operations
import Postgres
import Runtime
import Synchronization

/// Writes the entries of this node's journal to the database.
package final class JournalWriter: Sendable {
    private let journal: CommandJournal
    private let history: HistoryBoard?
    private let database: SharedDatabase
    /// Locked while entries are written.
    private let turn = Mutex(())
    private let failures = FailureLog("commands were not written down")

    /// `database` has the role that writes to schema `jobs`.
    package init(
        _ journal: CommandJournal,
        history: HistoryBoard? = nil,
        database: ConnectionOptions
    ) {
        self.journal = journal
        self.history = history
        self.database = SharedDatabase(DatabaseHandle(database, of: history))
    }

    /// Blocks; to be called several times a second, once at the end, and before the journal is
    /// read.
    ///
    /// When it returns, the entries from before the call are written, by this call or by another.
    package func write() {
        turn.withLock { _ in writeAll() }
    }

    private func writeAll() {
        // Commands of a session that the log has lost are lost with it.
        let entries = journal.take().filter { entry in
            guard let witness = entry.sent.witness, let history else { return true }
            return history.history.contains(witness)
        }
        guard !entries.isEmpty else { return }
        do throws(PostgresError) {
            try database.use { (connection) throws(PostgresError) in
                try JournalStore(connection).add(entries)
            }
        } catch {
            failures.report(error)
            // Entries that PostgreSQL never accepts would block all later ones.
            if error.isTransient {
                journal.putBack(entries)
            } else {
                journal.leaveOut(entries.count)
            }
        }
    }
}

/// Writes and reads `jobs.commands`, with role `LogRole.commands`.
package struct JournalStore {
    let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    func add(_ entries: [JournalEntry]) throws(PostgresError) {
        guard !entries.isEmpty else { return }
        var arguments = Arguments()
        arguments.append(entries.map(\.sent.id.text))
        arguments.append(entries.map { $0.sent.route.name })
        arguments.append(entries.map(\.sent.subject))
        arguments.append(entries.map(\.sent.actor.rawValue))
        arguments.append(entries.map(\.verdict.outcome.rawValue))
        arguments.append(entries.map(\.verdict.reason))
        arguments.append(entries.map(\.verdict.position))
        arguments.append(timestamps: entries.map(\.sent.receivedAt.microseconds))
        arguments.append(entries.map(\.sent.key))
        arguments.append(
            entries.map { entry in entry.sent.request.map { String(decoding: $0, as: UTF8.self) } }
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

    /// Deletes at most `limit` commands received before the time; returns how many.
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

    /// Deletes the person's commands, and the bodies of all others so far: they may name the
    /// person.
    package func erase(_ user: UserID) throws {
        try connection.transaction { connection in
            // Waits for writers that have begun; later writers see the erasure.
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
