import Postgres
import TestSupport
import Testing

extension CrashTests {
    /// A node that is started before its PostgreSQL.
    @Suite struct WaitingStartTests {
        @Test func `a node started while PostgreSQL is down waits for it`() throws {
            let server = try Template.copy()
            let start = ContinuousClock.now
            let node = try ServiceNode(server.conninfo())
            // It reports the wait at most once a second, so three lines take two seconds.
            let said = wait(seconds: 30) { lines(node) >= 3 || !node.isRunning }
            #expect(said && node.isRunning, "\(node.output)")
            let seconds = (ContinuousClock.now - start).components.seconds
            #expect(lines(node) <= Int(seconds) + 1, "\(node.output)")
            #expect(node.readiness?.status != 200)
            try server.start()
            try node.waitUntilReady()
            let users = try People.signIn(2, at: node.place)
            let load = Load(node.place, users: users, clients: 1, run: "0")
            #expect(wait { load.answered > 3 })
            try Audit.check(load.stop().told, server)
        }

        @Test func `a node that must not wait gives up at once`() throws {
            let server = try Template.copy()
            let node = try ServiceNode(server.conninfo(), arguments: ["--wait", "0"])
            #expect(node.waitForExit() != 0)
            #expect(!node.output.contains("Unknown option"), "\(node.output)")
            #expect(lines(node) == 1, "\(node.output)")
        }

        private func lines(_ node: ServiceNode) -> Int {
            node.output.split(separator: "\n").count
        }
    }
}
