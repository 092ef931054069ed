import TestSupport
import Testing

@testable import Settings

@Suite(.patient)
struct FeedResumeTests {
    /// Transfers and holds of a few users, in a log that does not change afterwards.
    private struct Run {
        let node: RunningNode
        let users: [SignedIn]
        let admin: SignedIn
        /// The live frames of each user and of the administrator.
        let told: [[Int64]]
        let toldAdmin: [Int64]
        let end: Int64
    }

    private func run(_ seed: UInt64) throws -> Run {
        var random = SeededGenerator(seed: seed)
        let node = try RunningNode { $0.feedBuffer = 8 }
        let admin = try node.administrator()
        let users = try (0..<3).map { _ in try node.user() }
        let streams = try users.map { try FeedStream(node, token: $0.token, after: 0) }
        let all = try FeedStream(node, token: admin.token, after: 0)
        for number in 0..<20 {
            let sender = users[Int.random(in: 0..<3, using: &random)]
            let receiver = users.filter { $0.id != sender.id }[
                Int.random(in: 0..<2, using: &random)
            ]
            let answer = try sender.transfer(Int64(number + 1), to: receiver)
            #expect(answer.status == 200)
        }
        // A last event for each reader ends the run.
        let last = try (0..<3).map { index in
            try #require(try users[index].transfer(1, to: users[(index + 1) % 3]).createdID)
        }
        let told = try streams.enumerated().map { index, stream in
            try stream.events(through: max(last[index], last[(index + 2) % 3])).compactMap(\.id)
        }
        return Run(
            node: node,
            users: users,
            admin: admin,
            told: told,
            toldAdmin: try all.events(through: last[2]).compactMap(\.id),
            end: last[2]
        )
    }

    @Test func `a reader that resumes at any place on any node gets each event once`() throws {
        let run = try run(1)
        let other = try RunningNode(on: run.node.database)
        for node in [run.node, other] {
            for (user, told) in zip(run.users, run.told) {
                for place in 0...run.end where place < told.last ?? 0 {
                    let stream = try FeedStream(node, token: user.token, after: place)
                    let ids = try stream.events(through: told.last ?? 0).compactMap(\.id)
                    #expect(ids == told.filter { $0 > place }, "after \(place)")
                }
            }
            let all = try FeedStream(node, token: run.admin.token, after: 0)
            #expect(try all.events(through: run.end).compactMap(\.id) == run.toldAdmin)
        }
    }

    @Test func `a reader continues at its place when its node comes back`() throws {
        let database = try TestDatabase()
        var first: RunningNode? = try RunningNode(on: database)
        let (alice, bob) = (try #require(try first?.user()), try #require(try first?.user()))
        let before = try FeedStream(try #require(first), token: bob.token, after: bob.registeredAt)
        let seen = try #require(try alice.transfer(1, to: bob).createdID)
        #expect(try before.next().id == seen)
        first = nil
        #expect(before.client.isEnded())

        let second = try RunningNode(on: database)
        let missed = try second.client().send(
            "POST",
            "/transfer",
            token: alice.token,
            body: #"{"receiver_id":\#(bob.id),"amount":2}"#
        )
        let after = try FeedStream(second, token: bob.token, after: before.lastID)
        #expect(try after.next().id == missed.createdID)
    }

    @Test func `a node sends another node's events`() throws {
        let first = try RunningNode()
        let second = try RunningNode(on: first.database)
        let (alice, bob) = (try first.user(), try first.user())
        let stream = try FeedStream(second, token: bob.token, after: bob.registeredAt)
        let ids = try (0..<5).map { _ in try #require(try alice.transfer(1, to: bob).createdID) }
        #expect(try stream.events(through: ids[4]).compactMap(\.id) == ids)
    }

    @Test func `a reader that stalls is cut off, delays no other, and can resume`() throws {
        let node = try RunningNode { $0.feedBacklogBytes = 1 }
        let (alice, bob) = (try node.user(), try node.user())
        let admin = try node.administrator()
        let began = admin.registeredAt
        let stalled = try FeedStream(node, token: admin.token, after: began, receiveBytes: 4_096)
        let quick = try FeedStream(node, token: bob.token, after: began)
        let memo = String(repeating: "m", count: 200)
        var ids: [Int64] = []
        let body = #"{"receiver_id":\#(bob.id),"amount":1,"memo":"\#(memo)"}"#
        // Until the socket's buffers are full, and one byte more.
        while try dropped(node) == 0, ids.count < 100_000 {
            let lines = 200
            for _ in 0..<lines {
                try alice.client.write(request(body, token: alice.token))
            }
            for _ in 0..<lines {
                ids.append(try #require(try alice.client.readAnswer().createdID))
            }
            #expect(try quick.events(through: ids.last ?? 0).count == lines)
        }
        #expect(try dropped(node) == 1)
        var seen: [Int64] = []
        do {
            while true { seen.append(try stalled.next().id ?? 0) }
        } catch is HTTPClient.Lost {}
        #expect(seen.count < ids.count)
        let again = try FeedStream(node, token: admin.token, after: stalled.lastID)
        seen += try again.events(through: ids.last ?? 0).compactMap(\.id)
        #expect(seen == ids)
    }

    private func dropped(_ node: RunningNode) throws -> Int? {
        let metrics = try node.client().send("GET", "/metrics").body
        let name = "tally_feed_dropped_total "
        let line = metrics.split(separator: "\n").first { $0.hasPrefix(name) }
        return line.flatMap { Int($0.dropFirst(name.count)) }
    }

    private func request(_ body: String, token: String) -> [UInt8] {
        Array(
            ("POST /transfer HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(token)\r\n"
                + "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
                + body).utf8
        )
    }
}
