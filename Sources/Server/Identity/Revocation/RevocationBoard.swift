import API
import EventStore
import Events
import Model
import Postgres
import Runtime
import Settings
import Synchronization

/// Passes revocations to the event loops, each of which keeps a copy (`RevocationCopy`).
///
/// A revocation applies to every request that is handled after `add` has returned.
package final class RevocationBoard: Sendable {
    struct Entry: Equatable, Sendable {
        enum Change: Equatable, Sendable {
            case revoked(Revocation)
            /// The log lost all events after the position.
            case cutBack(to: LogPosition)
        }

        let change: Change
        let until: Int64
    }

    private struct State {
        var known = SessionRevocations()
        /// The entries in the order of addition; the first one has the number `dropped`.
        var entries: [Entry] = []
        var dropped = 0
        var nextPruning: Int64 = 0
    }

    /// The time between two removals of old entries.
    static let pruningSeconds: Int64 = 60
    /// The clocks of two nodes may differ by this much.
    static let slackSeconds: Int64 = 60

    /// How long a revocation is kept: after that every token that it ends has expired, whatever the
    /// lifetime at its issue was, on this node or another, now or before a restart.
    static let memorySeconds = Int64(Configuration.tokenBounds.upperBound) + slackSeconds

    private let clock: ServiceClock
    private let state = Mutex(State())
    private let added = Atomic(0)

    package init(clock: ServiceClock) {
        self.clock = clock
    }

    /// The number of entries that were ever added.
    var version: Int { added.load(ordering: .acquiring) }

    /// Adds the revocations among committed events.
    package func publish(_ events: [RecordedEvent]) {
        add(events.compactMap(Revocation.init))
    }

    package func add(_ revocations: [Revocation]) {
        add(revocations, now: clock.unixSeconds)
    }

    /// `now` in seconds since 1970.
    package func add(_ revocations: [Revocation], now: Int64) {
        guard !revocations.isEmpty else { return }
        state.withLock { state in
            prune(&state, now)
            let until = now + Self.memorySeconds
            for revocation in revocations where state.known.add(revocation, until: until) {
                state.entries.append(Entry(change: .revoked(revocation), until: until))
            }
            added.store(state.dropped + state.entries.count, ordering: .releasing)
        }
    }

    /// Forgets what the log has lost: it uses the ids after that position again.
    package func cutBack(to position: LogPosition) {
        cutBack(to: position, now: clock.unixSeconds)
    }

    /// `now` in seconds since 1970.
    package func cutBack(to position: LogPosition, now: Int64) {
        state.withLock { state in
            prune(&state, now)
            state.known.cutBack(to: position)
            state.entries.append(
                Entry(change: .cutBack(to: position), until: now + Self.memorySeconds)
            )
            added.store(state.dropped + state.entries.count, ordering: .releasing)
        }
    }

    private func prune(_ state: inout State, _ now: Int64) {
        guard now >= state.nextPruning else { return }
        state.nextPruning = now + Self.pruningSeconds
        state.known.prune(now: now)
        let old = state.entries.prefix { $0.until <= now }.count
        state.entries.removeFirst(old)
        state.dropped += old
    }

    /// The entries from that number on, without the old ones, and the number of the next entry.
    func entries(from number: Int) -> (entries: [Entry], next: Int) {
        state.withLock { state in
            let first = max(number - state.dropped, 0)
            return (Array(state.entries.dropFirst(first)), state.dropped + state.entries.count)
        }
    }
}

/// One event loop's copy of the board's revocations, looked at for every request without a lock.
package struct RevocationCopy {
    private let board: RevocationBoard
    private var known = SessionRevocations()
    private var version = 0
    private var nextPruning: Int64 = 0

    package init(_ board: RevocationBoard) {
        self.board = board
    }

    /// Whether the identity's session is over; `now` in seconds since 1970.
    package mutating func isEnded(_ identity: Identity, now: Int64) -> Bool {
        isEnded(identity.session, of: identity.user, now: now)
    }

    /// Whether the user's session is over; `now` in seconds since 1970.
    package mutating func isEnded(_ session: SessionID, of user: UserID, now: Int64) -> Bool {
        if board.version != version { renew(now: now) }
        return !known.isEmpty && known.isEnded(session, of: user)
    }

    private mutating func renew(now: Int64) {
        let (entries, next) = board.entries(from: version)
        version = next
        for entry in entries {
            switch entry.change {
            case .revoked(let revocation): _ = known.add(revocation, until: entry.until)
            case .cutBack(let position): known.cutBack(to: position)
            }
        }
        guard now >= nextPruning else { return }
        nextPruning = now + RevocationBoard.pruningSeconds
        known.prune(now: now)
    }
}

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
    /// The node does this before its first request, so that a restart revives no token. Throws
    /// errors of PostgreSQL and of the log.
    package func start() throws {
        let position = try queries.use { (connection) throws(PostgresError) in
            LogPosition(try connection.execute(Self.checkpoint).only().int64(0))
        }
        try loadReadModels()
        board.publish(try LogReader(try Connection(log)).read(Revocation.types, after: position))
    }

    /// Loads the revocations of the read models; returns after how many milliseconds to retry a
    /// failure.
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
