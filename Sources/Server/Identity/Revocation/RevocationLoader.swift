import EventStore
import Events
import Model
import Postgres
import Runtime

/// Reads from the database which sessions are over: at the start, and whenever reports of the
/// projections may have been lost.
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
    /// The position that both read models have reached.
    private static let checkpoint = """
        SELECT coalesce(min(position), 0) FROM read.checkpoints WHERE name IN ('sessions', 'users')
        """

    private let queries: SharedDatabase
    private let log: ConnectionOptions
    private let board: RevocationBoard

    /// `database` has no role.
    package init(database: ConnectionOptions, history: HistoryBoard? = nil, board: RevocationBoard)
    {
        queries = SharedDatabase(
            DatabaseHandle(database.with(role: LogRole.queries), of: history)
        )
        log = database.with(role: LogRole.projections)
        self.board = board
    }

    /// Loads all revocations: those of the read models, and those of later events.
    ///
    /// The node does this before its first request, so that a restart revives no token. Throws errors
    /// of PostgreSQL and of the log.
    package func start() throws {
        let position = try queries.use { (connection) throws(PostgresError) in
            LogPosition(try connection.execute(Self.checkpoint).only().int64(0))
        }
        try loadReadModels()
        let types: [EventType] = [.session(.ended), .user(.passwordChanged), .user(.deleted)]
        board.publish(try LogReader(try Connection(log)).read(types, after: position))
    }

    /// Loads the revocations of the read models; returns after how many milliseconds to retry a failure.
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
        let revocations = try queries.use { (connection) throws(PostgresError) in
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
        board.add(revocations)
    }
}
