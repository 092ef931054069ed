import Foundation
import Postgres
import TestSupport
import Testing

extension CrashTests {
    /// Nodes, and a PostgreSQL, whose time of day is wrong.
    @Suite(.long) struct ClockTests {
        private static let hour: Int64 = 3_600
        private static let day: Int64 = 24 * hour

        /// Ahead and behind, by a mistake of two hours and by more than the life of a token or a
        /// hold.
        private static let farOff = [2 * hour, -2 * hour, 400 * day, -400 * day]

        /// Five times `TALLY_CLOCK_SKEW_MS`, by default 2 s: the largest error of a time in the
        /// log.
        private static let tolerated = 10.0

        @Test(arguments: farOff)
        func `a node whose clock is far off accepts no command`(seconds: Int64) throws {
            let server = try Template.copy()
            try server.start()
            let clock = try ShiftedClock()
            let right = try ServiceNode(server.conninfo())
            let wrong = try ServiceNode(server.conninfo(), environment: clock.environment)
            try right.waitUntilReady()
            try wrong.waitUntilReady()
            let users = try People.signIn(Template.users, at: right.place)
            let start = Date()
            let pending = try reserve(from: users[0], to: users[1], right)
            let load = Load(wrong.place, users: users, clients: 4, run: "wrong")
            try #require(wait { load.answered > 20 }, "\(wrong.output)")

            try clock.shift(seconds: seconds)
            #expect(wait(seconds: 10) { !wrong.isReady })
            try expectRefusals(load, wrong)
            // The other node works, and its pending transfer is unchanged.
            #expect(right.isReady)
            #expect(try transfer(users[2], users[3], right).status == 200)
            #expect(try pendingTransfers(of: users[0], right).contains(pending))

            try clock.shift(seconds: 0)
            #expect(wait(seconds: 10) { wrong.isReady }, "\(wrong.readiness as Any)")
            let (told, problems) = load.stop()
            #expect(problems == [])
            try expectTimes(server, from: start)
            #expect(try pendingTransfers(of: users[0], right).contains(pending))
            try Audit.check(told, server)
        }

        @Test(arguments: farOff)
        func `a node that is started with a clock far off is not ready`(seconds: Int64) throws {
            let server = try Template.copy()
            try server.start()
            let start = Date()
            let clock = try ShiftedClock(seconds: seconds)
            let right = try ServiceNode(server.conninfo())
            let wrong = try ServiceNode(server.conninfo(), environment: clock.environment)
            try right.waitUntilReady()
            let users = try People.signIn(2, at: right.place)
            try wait(until: "the node answers") { wrong.readiness != nil }
            for _ in 0..<20 {
                #expect(try transfer(users[0], users[1], wrong).status == 503)
                #expect(!wrong.isReady)
            }
            #expect(wrong.readiness?.body.contains("clock") == true)
            try expectTimes(server, from: start)
        }

        @Test(arguments: [3, -3])
        func `a node whose clock is a little off works and reports it`(seconds: Int64) throws {
            let server = try Template.copy()
            try server.start()
            let start = Date()
            let clock = try ShiftedClock(seconds: seconds)
            let node = try ServiceNode(server.conninfo(), environment: clock.environment)
            try node.waitUntilReady()
            let users = try People.signIn(2, at: node.place)
            #expect(try transfer(users[0], users[1], node).status == 200)
            let ahead = try #require(try node.metric("tally_clock_difference_seconds"))
            #expect(abs(ahead + Double(seconds)) < 1)
            #expect(wait(seconds: 10) { node.output.contains("clock") }, "\(node.output)")
            try expectTimes(server, from: start, within: 1)
        }

        @Test(arguments: farOff)
        func `no node accepts a command while PostgreSQL's own clock is far off`(
            seconds: Int64
        ) throws {
            let clock = try ShiftedClock()
            let server = try Template.copy(environment: clock.environment)
            try server.start()
            let nodes = try (0..<2).map { _ in try ServiceNode(server.conninfo()) }
            for node in nodes { try node.waitUntilReady() }
            let users = try People.signIn(Template.users, at: nodes[0].place)
            let start = Date()
            let pending = try reserve(from: users[0], to: users[1], nodes[0])
            let loads = nodes.enumerated().map { number, node in
                Load(node.place, users: users, clients: 4, run: "\(number)")
            }
            try #require(wait { loads.allSatisfy { $0.answered > 20 } })

            try clock.shift(seconds: seconds)
            for (node, load) in zip(nodes, loads) {
                #expect(wait(seconds: 10) { !node.isReady })
                try expectRefusals(load, node)
            }
            try clock.shift(seconds: 0)
            for node in nodes { #expect(wait(seconds: 10) { node.isReady }, "\(node.output)") }
            let answers = loads.map { $0.stop() }
            #expect(answers.flatMap(\.problems) == [])
            try expectTimes(server, from: start)
            #expect(try pendingTransfers(of: users[0], nodes[0]).contains(pending))
            try Audit.check(answers.flatMap(\.told), server)
        }

        /// After the node has noticed, every answer is a 503.
        private func expectRefusals(_ load: Load, _ node: ServiceNode) throws {
            // Earlier requests may still get answers.
            let underWay = load.refused + 8
            #expect(wait(seconds: 30) { load.refused > underWay })
            let answered = load.answered
            let enough = load.refused + 24
            #expect(wait(seconds: 30) { load.refused > enough })
            #expect(load.answered == answered)
        }

        /// All recorded times ascend, and the last one is within the test's time and the tolerance.
        private func expectTimes(
            _ server: PostgresServer,
            from start: Date,
            within seconds: Double = tolerated
        ) throws {
            let rows = try server.connect().execute(
                """
                SELECT (extract(epoch FROM recorded_at) * 1000000)::bigint
                FROM log.batches ORDER BY last_position
                """
            )
            let times = try rows.map { Double(try $0.int64(0)) / 1_000_000 }
            let last = try #require(times.last)
            #expect(times == times.sorted())
            #expect(last <= Date().timeIntervalSince1970 + seconds)
            #expect(last >= start.timeIntervalSince1970 - seconds)
        }

        private func transfer(
            _ sender: Load.User,
            _ receiver: Load.User,
            _ node: ServiceNode
        ) throws -> HTTPClient.Answer {
            try node.client().send(
                "POST",
                "/transfer",
                token: sender.token,
                body: #"{"receiver_id":\#(receiver.id),"amount":10}"#
            )
        }

        /// Sets money aside for an hour; returns the pending transfer's number.
        private func reserve(
            from sender: Load.User,
            to receiver: Load.User,
            _ node: ServiceNode
        ) throws -> Int {
            let answer = try node.client().send(
                "POST",
                "/transfers/pending",
                token: sender.token,
                body: #"{"receiver_id":\#(receiver.id),"amount":10,"timeout_seconds":3600}"#
            )
            let path = try #require(answer.headers["location"], "\(answer)")
            return try #require(path.split(separator: "/").last.flatMap { Int($0) })
        }

        private func pendingTransfers(of user: Load.User, _ node: ServiceNode) throws -> [Int] {
            struct Item: Decodable {
                let id: Int
            }
            let answer = try node.client().send(
                "GET",
                "/transactions?status=pending",
                token: user.token
            )
            return try JSONDecoder().decode([Item].self, from: Data(answer.body.utf8)).map(\.id)
        }
    }
}
