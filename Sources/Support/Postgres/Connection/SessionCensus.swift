import Glibc
import Synchronization
import Text

/// Which servers the sessions of one process have reached.
///
/// It has all connections whose options name it, from their beginning to their end. After a
/// failover some sessions may reach the promoted standby and others the old primary that still
/// runs: reads of one then say nothing about writes of another.
package final class SessionCensus: Sendable {
    private struct Session {
        let server: ServerIdentity
        let socket: Int32
    }

    private struct State {
        var number = 0
        var sessions: [Int: Session] = [:]
        /// The latest timeline of each system that a session was on.
        var timelines: [Int64: Int32] = [:]
        /// The server of the last refused session, and until when it counts.
        var refused: (server: ServerIdentity, until: Int64)?
    }

    private let state = Mutex(State())
    /// Whether `division` must look.
    private let mayBeDivided = Atomic(false)

    /// How long a refused session counts as one that reaches its server: longer than any job of a
    /// node waits before it connects again.
    private static let refusalMilliseconds: Int64 = 6_000

    package init() {}

    /// A sentence that the sessions reach several servers; nil while all reach the same server, and
    /// it is the latest that any has reached.
    ///
    /// Sessions that their server has ended do not count, even if their owners have not noticed.
    package func division() -> String? {
        guard mayBeDivided.load(ordering: .acquiring) else { return nil }
        return state.withLock { state in
            state.sessions = state.sessions.filter { !Self.isHungUp($0.value.socket) }
            let division = Self.division(&state)
            mayBeDivided.store(division != nil, ordering: .releasing)
            return division
        }
    }

    /// Returns the number to leave with.
    ///
    /// Throws `.connection` for a server that may not be used: a standby, or one that a standby has
    /// taken over from.
    func join(_ server: ServerReading, socket: Int32) throws(PostgresError) -> Int {
        guard !server.isStandby else { throw .connection("the server is a standby") }
        let identity = server.identity
        let result: Result<Int, PostgresError> = state.withLock { state in
            let latest = state.timelines[identity.system] ?? identity.timeline
            guard latest <= identity.timeline else {
                let until = SystemClock.monotonicMilliseconds + Self.refusalMilliseconds
                state.refused = (identity, until)
                mayBeDivided.store(true, ordering: .releasing)
                return .failure(
                    .connection(
                        "the server is an old primary on timeline \(identity.timeline); "
                            + "timeline \(latest) was reached before"
                    )
                )
            }
            state.timelines[identity.system] = identity.timeline
            state.number += 1
            if state.sessions.values.contains(where: { $0.server != identity }) {
                mayBeDivided.store(true, ordering: .releasing)
            }
            state.sessions[state.number] = Session(server: identity, socket: socket)
            return .success(state.number)
        }
        return try result.get()
    }

    func leave(_ number: Int) {
        state.withLock { _ = $0.sessions.removeValue(forKey: number) }
    }

    private static func division(_ state: inout State) -> String? {
        var servers = Set(state.sessions.values.map(\.server))
        // A later timeline that was reached exists, even if no session is on it now: a session on
        // an earlier one is on an old primary.
        for server in servers {
            guard let latest = state.timelines[server.system], latest > server.timeline else {
                continue
            }
            servers.insert(
                ServerIdentity(system: server.system, timeline: latest, database: server.database)
            )
        }
        if let refused = state.refused {
            if refused.until <= SystemClock.monotonicMilliseconds {
                state.refused = nil
            } else {
                servers.insert(refused.server)
            }
        }
        guard servers.count > 1 else { return nil }
        let names = servers.map(\.description).sorted().joined(separator: "; ")
        return "The node's sessions reach \(servers.count) servers at once (\(names))."
    }

    /// `POLLRDHUP`, which is missing without `_GNU_SOURCE` (Linux's poll.h).
    private static let readHangUp: Int16 = 0x2000

    /// Whether the other side has ended the connection, even if bytes are unread (poll(2)).
    private static func isHungUp(_ socket: Int32) -> Bool {
        let ends = readHangUp | Int16(POLLHUP) | Int16(POLLERR) | Int16(POLLNVAL)
        var polled = pollfd(fd: socket, events: readHangUp, revents: 0)
        return poll(&polled, 1, 0) > 0 && polled.revents & ends != 0
    }
}

/// The server and the database that a session has reached.
///
/// Two sessions with the same identity see one history of commits; with different ones they may
/// not.
package struct ServerIdentity: Hashable, Sendable, CustomStringConvertible {
    /// Made by `initdb`; a standby has that of its primary.
    package let system: Int64
    /// Grows with each promotion of a standby and each recovery to a point in time.
    package let timeline: Int32
    /// The oid of the database; another database of the same name has another oid.
    package let database: Int64

    package init(system: Int64, timeline: Int32, database: Int64) {
        self.system = system
        self.timeline = timeline
        self.database = database
    }

    package var description: String {
        "system \(system), timeline \(timeline), database \(database)"
    }
}

/// What a session reads about its server when it begins.
struct ServerReading {
    let identity: ServerIdentity
    /// The server replays what another one has written.
    let isStandby: Bool

    /// Returns one row.
    ///
    /// The timeline of a primary is in the name of the file that it writes its log to; its control
    /// file names the new one only some time after a promotion. Reading both files costs 0.2 ms.
    static let query = """
        SELECT (SELECT system_identifier FROM pg_catalog.pg_control_system()),
            CASE WHEN pg_catalog.pg_is_in_recovery()
                THEN (SELECT timeline_id FROM pg_catalog.pg_control_checkpoint())
                ELSE ('x' || pg_catalog.left(
                    pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_lsn()), 8
                ))::bit(32)::integer
            END,
            (SELECT oid::bigint FROM pg_catalog.pg_database
                WHERE datname = pg_catalog.current_database()),
            pg_catalog.pg_is_in_recovery()
        """

    /// The reading before a connection has asked its server.
    init() {
        identity = ServerIdentity(system: 0, timeline: 0, database: 0)
        isStandby = false
    }

    init(identity: ServerIdentity, isStandby: Bool) {
        self.identity = identity
        self.isStandby = isStandby
    }

    /// From a row of the query.
    init(_ row: Row) throws(PostgresError) {
        identity = ServerIdentity(
            system: try row.int64(0),
            timeline: try row.int32(1),
            database: try row.int64(2)
        )
        isStandby = try row.bool(3)
    }
}
