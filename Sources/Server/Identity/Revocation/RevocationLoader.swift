import EventStore
import Events
import Model
import Postgres
import Runtime
import Synchronization

/// Reads from the database which sessions are over: at start, and again where the announcements of
/// the projections may have left some out.
package final class RevocationLoader: Sendable {
    private static let ended = """
        SELECT session_id FROM read.sessions
        WHERE ended_at > now() - $1 * interval '1 second'
        """
    private static let cuts = """
        SELECT user_id, sessions_ended_before, session_kept FROM read.users
        WHERE sessions_ended_before IS NOT NULL
            AND sessions_ended_at > now() - $1 * interval '1 second'
        """
    /// Where both read models stand at least.
    private static let checkpoint = """
        SELECT coalesce(min(position), 0) FROM read.checkpoints WHERE name IN ('sessions', 'users')
        """

    private let queries: Mutex<DatabaseHandle>
    private let log: ConnectionOptions
    private let board: RevocationBoard

    /// `database` without a role.
    package init(database: ConnectionOptions, history: HistoryBoard? = nil, board: RevocationBoard)
    {
        queries = Mutex(DatabaseHandle(database.with(role: LogRole.queries), of: history))
        log = database.with(role: LogRole.projections)
        self.board = board
    }

    /// Everything that was ever committed: the read models, and what they have not come to yet.
    ///
    /// Before the first request, so that no token lives again by a restart. Throws what PostgreSQL
    /// or the log says.
    package func start() throws {
        let position = try queries.withLock { session in
            try session.use { (connection) throws(PostgresError) in
                LogPosition(try connection.execute(Self.checkpoint).only().int64(0))
            }
        }
        try loadReadModels()
        let types: [EventType] = [.sessionEnded, .userPasswordChanged, .userDeleted]
        board.publish(try LogReader(try Connection(log)).read(types, after: position))
    }

    /// What the read models know; answers in how many milliseconds to try again if it was in vain.
    package func load() -> Int? {
        do {
            try loadReadModels()
            return nil
        } catch {
            LogLine(.warning, "ended sessions were not read").with("error", "\(error)").write()
            return 1_000
        }
    }

    private func loadReadModels() throws(PostgresError) {
        let seconds = Argument.int64(RevocationBoard.memorySeconds)
        let revocations = try queries.withLock { (session) throws(PostgresError) in
            try session.use { (connection) throws(PostgresError) in
                var revocations: [Revocation] = []
                for row in try connection.execute(Self.ended, [seconds]) {
                    revocations.append(.session(SessionID(try row.int64(0))))
                }
                for row in try connection.execute(Self.cuts, [seconds]) {
                    revocations.append(
                        .sessions(
                            of: UserID(try row.int64(0)),
                            before: SessionID(try row.int64(1)),
                            kept: try row.optionalInt64(2).map { SessionID($0) }
                        )
                    )
                }
                return revocations
            }
        }
        board.add(revocations)
    }
}
