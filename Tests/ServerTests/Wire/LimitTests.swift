import Glibc
import TestSupport
import Testing

@testable import Settings

@Suite(.patient)
struct LimitTests {
    @Test func `a user who asks too often gets a time to retry, and others are not limited`() throws
    {
        let node = try RunningNode {
            $0.limitLoopback = 1
            $0.userRate = 1
            $0.userBurst = 3
        }
        let (alice, bob) = (try node.user(), try node.user())
        let answers = try (0..<4).map { _ in try alice.get("/balance") }
        #expect(answers.prefix(3).allSatisfy { $0.status == 200 })
        let refused = try #require(answers.last)
        #expect(refused.status == 429)
        #expect(refused.headers["retry-after"].flatMap { Int($0) } ?? 0 >= 1)
        #expect(refused.headers["content-type"] == "application/problem+json")
        #expect(try bob.get("/balance").status == 200)
    }

    @Test func `an address that asks too often is refused, but not for figures`() throws {
        let node = try RunningNode {
            $0.limitLoopback = 1
            $0.addressRate = 1
            $0.addressBurst = 2
            $0.trustProxy = 1
        }
        let client = try node.client()
        func status(_ path: String, from address: String) throws -> Int {
            try client.send("GET", path, headers: ["X-Forwarded-For": address]).status
        }
        let statuses = try (0..<3).map { _ in try status("/currencies", from: "198.51.100.7") }
        #expect(statuses == [200, 200, 429])
        #expect(try status("/currencies", from: "198.51.100.8") == 200)
        #expect(try status("/health", from: "198.51.100.7") == 200)
    }

    /// 33. The proxy is on this machine, and its clients are not.
    @Test func `users behind a trusted proxy on this machine are limited`() throws {
        let node = try RunningNode {
            $0.trustProxy = 1
            $0.userRate = 1
            $0.userBurst = 2
        }
        let alice = try node.user()
        func statuses(from address: String) throws -> [Int] {
            try (0..<3).map { _ in
                try alice.get("/balance", headers: ["X-Forwarded-For": address]).status
            }
        }
        #expect(try statuses(from: "198.51.100.7").last == 429)
        // The limit is the user's, wherever the next request comes from.
        #expect(try alice.get("/balance", headers: ["X-Forwarded-For": "192.0.2.1"]).status == 429)
        #expect(try statuses(from: "127.0.0.1") == [200, 200, 200])
    }

    @Test(arguments: [0, 1])
    func `13: connections of this machine are counted only if that is set`(isSet: Int) throws {
        let node = try RunningNode {
            $0.limitLoopback = isSet
            $0.connectionsPerAddress = 4
        }
        let clients = try (0..<4).map { _ in try node.client() }
        for client in clients { #expect(try client.send("GET", "/health").status == 200) }
        let fifth = try node.client()
        if isSet == 1 {
            #expect(try fifth.readAnswer().status == 429)
        } else {
            #expect(try fifth.send("GET", "/health").status == 200)
        }
    }

    @Test func `clients on this machine are not limited`() throws {
        let node = try RunningNode {
            $0.userRate = 1
            $0.userBurst = 1
            $0.addressRate = 1
            $0.addressBurst = 1
        }
        let alice = try node.user()
        for _ in 0..<5 { #expect(try alice.get("/balance").status == 200) }
    }
}
