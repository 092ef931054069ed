import Foundation
import Glibc
import Postgres
import TestSupport
import Testing

@testable import Node

/// A promoted standby while the old primary still runs.
@Suite(.serialized, .patient)
struct TwoServersTests {
    private let servers: StandbyServer
    private let node: RunningNode

    init() throws {
        servers = try StandbyServer()
        node = try RunningNode(on: TestDatabase(servers.options))
    }

    /// Ends the node's connections to the primary with that name.
    private func endSessions(_ name: String, _ primary: Connection) throws {
        try primary.execute(
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE application_name LIKE $1 AND pid <> pg_backend_pid()
            """,
            [.text(name)]
        )
    }

    private func notReady() throws -> String {
        try wait(until: "the node is not ready") {
            let answer = try node.client().send("GET", "/ready")
            return answer.status == 503 ? answer.body : nil
        }
    }

    @Test func `no command is accepted while connections reach two servers, and none is lost`()
        throws
    {
        let (alice, bob) = (try node.user(), try node.user())
        let first = try alice.transfer(100, to: bob)
        #expect(first.body == "true")
        try servers.copy()
        try servers.promote()
        let primary = try servers.connectToPrimary()
        servers.hidePrimary()
        try endSessions("tally writer%", primary)
        // The writer reaches the promoted standby; the readers are still on the primary.
        try wait(until: "two servers are noticed") {
            try notReady().contains("2 servers at once")
        }
        let refused = try alice.transfer(100, to: bob)
        #expect(refused.status == 503)
        #expect(refused.body.contains("2 servers at once"), "\(refused.body)")

        // All connections are on the promoted standby.
        try endSessions("tally%", primary)
        try wait(until: "the node is ready") { node.node.isReady }
        let second = try alice.transfer(100, to: bob)
        #expect(second.body == "true")
        #expect(second.history != first.history)
        #expect(try bob.available(after: second) == 100_200)

        // The old primary is reachable again, as the first host.
        servers.showPrimary()
        try #require(try node.database.connect().server.timeline == 1)
        let promoted = try Connection(ConnectionOptions(servers.promotedConninfo))
        try endSessions("tally projections%", promoted)
        let reason = try notReady()
        #expect(reason.contains("2 servers at once") || reason.contains("not reached"))
        servers.stopPrimary()
        try wait(until: "the node is ready") { node.node.isReady }
        #expect(try alice.transfer(100, to: bob).body == "true")
    }
}
