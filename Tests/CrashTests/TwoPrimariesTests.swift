import Postgres
import TestSupport
import Testing

extension CrashTests {
    /// A standby that is promoted while the primary runs, and a node whose sessions reach both.
    @Suite(.long) struct TwoPrimariesTests {
        /// Sessions that stay on the old primary; all others are ended and reach the new one.
        enum Left: CaseIterable {
            case writer
            case readers

            var condition: String {
                switch self {
                case .writer: "application_name <> 'tally writer'"
                case .readers: "application_name = 'tally writer'"
                }
            }
        }

        @Test(arguments: Left.allCases)
        func `a node whose sessions reach two primaries writes to neither`(left: Left) throws {
            let pair = try StandbyPair(synchronous: false)
            let node = try ServiceNode(conninfo(pair))
            try node.waitUntilReady()
            let users = try People.signIn(Template.users, at: node.place)
            let load = Load(node.place, users: users, clients: 6, run: "0")
            try #require(wait { load.answered > 30 }, "\(node.output)")
            let old = try pair.primary.connect()
            try pair.promote()

            // Sessions continue, and the old primary accepts no new ones.
            pair.primary.freezeListener()
            try old.script(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
                    AND \(left.condition)
                """
            )
            // A node that is not ready, or has left the old primary, has noticed.
            let noticed = try wait(seconds: 30) { try !node.isReady || sessions(old) == 0 }
            #expect(noticed, "\(node.output)")
            // Earlier requests may still get answers.
            let underWay = load.refused + 6
            _ = wait(seconds: 10) { load.refused > underWay }
            let (toldBefore, end) = (load.answered, try end(old))
            // A node that is not ready answers nothing, and one at the new primary goes on: neither
            // writes to the old one meanwhile.
            _ = wait(seconds: 10) { load.answered > toldBefore + 30 }
            #expect(try self.end(old) == end, "written to the old primary")

            pair.primary.kill()
            let later = load.answered
            #expect(wait(seconds: 60) { load.answered > later + 30 }, "\(node.output)")
            #expect(wait(seconds: 10) { node.isReady })
            let (all, problems) = load.stop()
            #expect(problems == [])
            // Earlier outcomes may be in the lost part of the old primary's log.
            let before = Set(all[..<toldBefore].map(\.memo))
            try Audit.check(Array(all[toldBefore...]), pair.standby, others: before)
        }

        private func conninfo(_ pair: StandbyPair) -> String {
            let (first, second) = (pair.primary, pair.standby)
            let ports = "port=\(first.port),\(second.port) host=127.0.0.1,127.0.0.1"
            return first.conninfo() + " \(ports) target_session_attrs=read-write connect_timeout=2"
        }

        /// The number of a node's sessions on the old primary.
        private func sessions(_ old: Connection) throws -> Int64 {
            try old.execute(
                """
                SELECT count(*) FROM pg_stat_activity
                WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
                """
            ).only().int64(0)
        }

        private func end(_ connection: Connection) throws -> Int64 {
            try connection.execute("SELECT max(position) FROM log.events").only().int64(0)
        }
    }
}
