import Events
import Postgres
import TestSupport

@testable import EventStore

/// Two nodes on one PostgreSQL with clients at both; tests disturb the first.
final class TwoNodes {
    let server: PostgresServer
    let first: ServiceNode
    let second: ServiceNode
    let users: [Load.User]
    /// The second node's sessions for appends; it keeps them, since nothing disturbs it.
    private let secondWriters: Set<Int32>

    /// How long a node may delay the others, in milliseconds.
    let holdMilliseconds: Int

    /// The service's default.
    static let longHold = 10_000
    static let shortHold = 2_000

    /// How much longer the second node's clients may wait for an answer, as the default's 12 s
    /// allow.
    static let margin = Duration.seconds(2)

    /// With a namespace, the first node is in it.
    init(holdMilliseconds: Int, namespace: Namespace? = nil) throws {
        self.holdMilliseconds = holdMilliseconds
        let server = try Template.copy()
        var host = "127.0.0.1"
        if let namespace {
            host = namespace.outside
            try server.configure(["listen_addresses": "127.0.0.1,\(host)"])
            try server.admit(network: namespace.network)
        }
        try server.start()
        self.server = server
        // After the holder's end, a batch that waited must be decided within its age.
        let environment = [
            "TALLY_LOCK_HOLDER_MS": String(holdMilliseconds),
            "TALLY_LIMIT_LOOPBACK": "0", "TALLY_ADDRESS_RATE": "0", "TALLY_USER_RATE": "0",
        ]
        first = try ServiceNode(
            server.conninfo(host: host),
            environment: environment,
            launcher: namespace?.launcher ?? [],
            place: HTTPClient.Place(
                address: namespace?.inside ?? "127.0.0.1",
                port: Tool.freePort()
            )
        )
        try first.waitUntilReady()
        let writers = try Self.writers(server)
        second = try ServiceNode(server.conninfo(), environment: environment)
        try second.waitUntilReady()
        secondWriters = try Self.writers(server).subtracting(writers)
        users = try People.signIn(Template.users, at: second.place)
    }

    /// Polls without pause until the first node holds the append lock.
    func waitUntilFirstHolds(_ observer: Connection) throws {
        let patience = Patience()
        while !patience.isOver {
            if let holder = try Self.lockHolder(observer), !secondWriters.contains(holder) {
                return
            }
        }
        throw WaitedInVain("the first node holds the append lock")
    }

    private static func writers(_ server: PostgresServer) throws -> Set<Int32> {
        let rows = try server.connect().execute(
            "SELECT pid FROM pg_stat_activity WHERE application_name = 'tally writer'"
        )
        return Set(try rows.map { try $0.int32(0) })
    }

    /// The session that holds the append lock now, as an observer sees it.
    static func lockHolder(_ observer: Connection) throws -> Int32? {
        try observer.execute(
            """
            SELECT pid FROM pg_locks
            WHERE locktype = 'advisory' AND granted
                AND classid::bigint << 32 | objid::bigint = \(AppendLock.key)
            """
        ).first?.int32(0)
    }
}
