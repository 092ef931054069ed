import Foundation
import Postgres
import TestSupport
import Testing

@testable import API
@testable import Node
@testable import Settings

/// Delays after wrong passwords, over TCP.
@Suite
struct SignInLimitTests {
    private func failures(_ node: RunningNode) throws -> [[Int64]] {
        try node.database.connect().execute(
            """
            SELECT failures, extract(epoch FROM blocked_until - last_failed_at)::bigint
            FROM people.sign_in_attempts ORDER BY 1, 2
            """
        ).map { [Int64(try $0.int32(0)), try $0.int64(1)] }
    }

    /// Extends the current delays, so that no test depends on its speed.
    private func prolong(_ node: RunningNode) throws {
        try node.database.connect().script(
            """
            UPDATE people.sign_in_attempts SET blocked_until = now() + interval '1 hour'
            WHERE blocked_until > last_failed_at
            """
        )
    }

    /// Ends the current delays.
    private func rest(_ node: RunningNode) throws {
        try node.database.connect().script(
            "UPDATE people.sign_in_attempts SET blocked_until = last_failed_at"
        )
    }

    @Test(arguments: [true, false])
    func `the fifth wrong password of an account delays the next, whether or not it exists`(
        exists: Bool
    ) throws {
        let node = try RunningNode()
        let name = try exists ? node.user().name : "no-such-user"
        for _ in 0..<4 { #expect(try node.signIn(name, "wrong").status == 401) }
        #expect(try failures(node) == [[4, 0], [4, 0]])
        #expect(try node.signIn(name, "wrong").status == 401)
        #expect(try failures(node) == [[5, 0], [5, 1]])
        try prolong(node)
        for password in ["wrong", "password-1"] {
            let answer = try node.signIn(name.uppercased(), password)
            #expect(answer.status == 429)
            #expect(answer.headers["content-type"] == "application/problem+json")
            let wait = try #require(answer.headers["retry-after"].flatMap { Int($0) })
            #expect((1...3_600).contains(wait))
        }
        // Another account is not delayed.
        let other = try node.user()
        #expect(try node.signIn(other.name).status == 200)
        try rest(node)
        #expect(try node.signIn(name, "wrong").status == 401)
        #expect(try failures(node) == [[6, 0], [6, 2]])
    }

    @Test func `a successful sign-in clears the account's failures, not the address's`() throws {
        let node = try RunningNode()
        let user = try node.user()
        for _ in 0..<4 { #expect(try node.signIn(user.name, "wrong").status == 401) }
        #expect(try node.signIn(user.name).status == 200)
        #expect(try failures(node) == [[4, 0]])
        for _ in 0..<4 { #expect(try node.signIn(user.name, "wrong").status == 401) }
        #expect(try failures(node) == [[4, 0], [8, 0]])
    }

    @Test func `wrong old passwords count and are refused like wrong sign-ins`() throws {
        let node = try RunningNode()
        let user = try node.user()
        let body = #"{"old_password":"wrong","new_password":"password-2"}"#
        for _ in 0..<5 {
            #expect(try user.send("POST", "/change-password", body).status == 409)
        }
        try prolong(node)
        let answer = try user.send("POST", "/change-password", body)
        #expect(answer.status == 429)
        #expect(answer.headers["retry-after"] != nil)
        #expect(try node.signIn(user.name).status == 429)
        // The existing session continues.
        #expect(try user.get("/holds").status == 200)
    }

    @Test func `a restart clears no failures`() throws {
        let database = try TestDatabase()
        let name = try {
            let node = try RunningNode(on: database)
            let name = try node.user().name
            for _ in 0..<5 { #expect(try node.signIn(name, "wrong").status == 401) }
            try prolong(node)
            node.node.stop()
            return name
        }()
        let node = try RunningNode(on: database)
        #expect(try node.signIn(name).status == 429)
        try rest(node)
        #expect(try node.signIn(name).status == 200)
    }

    @Test func `an address is delayed for all accounts, and a trusted proxy may name it`() throws {
        let node = try RunningNode { $0.trustProxy = 1 }
        let user = try node.user()
        for number in 0..<20 {
            let address = "198.51.100.\(number), 192.0.2.1"
            let answer = try node.signIn("nobody-\(number)", "wrong", address: address)
            #expect(answer.status == 401)
        }
        #expect(try failures(node).last == [20, 1])
        try prolong(node)
        #expect(try node.signIn(user.name, address: "192.0.2.1").status == 429)
        #expect(try node.signIn(user.name, address: "192.0.2.2, 192.0.2.1").status == 429)
        #expect(try node.signIn(user.name, address: "192.0.2.1, 192.0.2.2").status == 200)
        #expect(try node.signIn(user.name).status == 200)
        // The last of two header lines is the proxy's.
        let body = "{\"username\":\"\(user.name)\",\"password\":\"password-1\"}"
        for (last, status) in [("192.0.2.1", 429), ("192.0.2.3", 200)] {
            let client = try node.client()
            let head =
                "POST /token HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "X-Forwarded-For: 192.0.2.2\r\nX-Forwarded-For: \(last)\r\n"
                + "Content-Length: \(body.utf8.count)\r\n\r\n"
            try client.write(Array((head + body).utf8))
            #expect(try client.readAnswer().status == status)
        }
    }

    @Test func `without a trusted proxy the header is ignored`() throws {
        let node = try RunningNode()
        for number in 0..<3 {
            _ = try node.signIn("nobody-\(number)", "wrong", address: "192.0.2.\(number)")
        }
        #expect(try failures(node).last == [3, 0])
    }

    @Test func `old failures are forgotten`() throws {
        let node = try RunningNode()
        let administrator = try node.administrator()
        #expect(try node.signIn("somebody", "wrong").status == 401)
        try node.database.connect().script(
            """
            INSERT INTO people.sign_in_attempts
            SELECT 'old', 9, now() - interval '25 hours', now() - interval '24 hours'
            """
        )
        let run = "/admin/jobs/\(JobName.signInAttempts.rawValue)/run"
        #expect(try administrator.send("POST", run).body == "true")
        let deadline = Date.now.addingTimeInterval(30)
        while try failures(node).count > 2, Date.now < deadline {}
        #expect(try failures(node) == [[1, 0], [1, 0]])
    }

    @Test func `the table of failures has no name and no address in readable form`() throws {
        let node = try RunningNode()
        _ = try node.signIn("some-name", "wrong")
        let rows = try node.database.connect().execute(
            "SELECT encode(subject, 'escape') FROM people.sign_in_attempts"
        )
        #expect(rows.count == 2)
        for row in rows {
            let text = try row.string(0)
            #expect(!text.contains("some-name") && !text.contains("127"))
        }
    }
}
