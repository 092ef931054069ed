import TestSupport
import Testing

@testable import Postgres

@Suite(.patient) struct SessionCensusTests {
    private let census = SessionCensus()

    private func connect(_ database: TestDatabase) throws -> Connection {
        try Connection(database.options.with(census: census))
    }

    private func reading(
        _ timeline: Int32,
        isStandby: Bool = false
    ) -> ServerReading {
        ServerReading(
            identity: ServerIdentity(system: 1, timeline: timeline, database: 5),
            isStandby: isStandby
        )
    }

    @Test func `sessions on one database have the same server identity`() throws {
        let database = try TestDatabase()
        let (one, other) = (try database.connect(), try database.connect())
        #expect(one.server == other.server)
        #expect(one.server.timeline == 1)
        #expect(try one.server != TestDatabase().connect().server)
    }

    @Test func `a process is divided while its sessions reach two servers`() throws {
        let databases = [try TestDatabase(), try TestDatabase()]
        let first = try connect(databases[0])
        #expect(census.division() == nil)
        do {
            let second = try connect(databases[1])
            #expect(census.division()?.contains("2 servers at once") == true)
            #expect(!second.isBroken)
        }
        #expect(census.division() == nil)
        #expect(!first.isBroken)
    }

    @Test func `a session that its server has ended does not count, even unnoticed`()
        throws
    {
        let databases = [try TestDatabase(), try TestDatabase()]
        let (first, second) = (try connect(databases[0]), try connect(databases[1]))
        #expect(census.division() != nil)
        try databases[0].connect().execute(
            "SELECT pg_terminate_backend($1, 10000)",
            [.int32(first.processID)]
        )
        try wait(until: "the lost session is forgotten") { census.division() == nil }
        #expect(!first.isBroken && !second.isBroken)
    }

    @Test func `a standby is refused`() {
        #expect(throws: PostgresError.self) {
            try census.join(reading(1, isStandby: true), socket: -1)
        }
        #expect(census.division() == nil)
    }

    @Test
    func `an old primary is refused after a later timeline, and counts for a while`()
        throws
    {
        let database = try TestDatabase()
        let open = try database.connect()
        let old = try census.join(reading(1), socket: open.socket)
        _ = try census.join(reading(2), socket: open.socket)
        #expect(census.division() != nil)
        census.leave(old)
        #expect(census.division() == nil)
        #expect(throws: PostgresError.self) { try census.join(reading(1), socket: open.socket) }
        #expect(census.division() != nil)
    }
}
