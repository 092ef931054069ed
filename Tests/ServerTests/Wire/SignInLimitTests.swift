import Foundation
import Postgres
import TestSupport
import Testing

@testable import API
@testable import Node
@testable import Settings

/// Issue numbers 2 and 3: delays after wrong passwords, and whom they don't concern, over TCP.
@Suite(.patient)
struct SignInLimitTests {
    private func failures(_ node: RunningNode) throws -> [[Int64]] {
        try node.database.connect().execute(
            """
            SELECT failures, extract(epoch FROM blocked_until - last_failed_at)::bigint
            FROM people.sign_in_attempts ORDER BY 1, 2
            """
        ).map { [Int64(try $0.int32(0)), try $0.int64(1)] }
    }

    private func addressFailures(_ node: RunningNode) throws -> Int64 {
        try node.database.connect().execute("SELECT count(*) FROM people.address_failures")
            .only().int64(0)
    }

    /// Extends the current delays, so that no test depends on its speed.
    private func prolong(_ node: RunningNode) throws {
        try node.database.connect().script(
            """
            UPDATE people.sign_in_attempts SET blocked_until = now() + interval '1 hour'
            WHERE blocked_until > last_failed_at;
            UPDATE people.address_failures SET failed_at = failed_at + interval '1 hour';
            """
        )
    }

    /// Ends the current delays.
    private func rest(_ node: RunningNode) throws {
        try node.database.connect().script(
            "UPDATE people.sign_in_attempts SET blocked_until = last_failed_at"
        )
    }

    /// A node behind a proxy, so that clients have addresses of their own.
    private func proxied() throws -> RunningNode { try RunningNode { $0.trustProxy = 1 } }

    // MARK: One count per account

    @Test(arguments: [true, false])
    func `the fifth wrong password of an account delays the next, whether or not it exists`(
        exists: Bool
    ) throws {
        let node = try RunningNode()
        let name = try exists ? node.user().name : "no-such-user"
        for _ in 0..<4 { #expect(try node.signIn(name, "wrong").status == 401) }
        #expect(try failures(node) == [[4, 0]])
        #expect(try node.signIn(name, "wrong").status == 401)
        #expect(try failures(node) == [[5, 1]])
        #expect(try addressFailures(node) == 1)
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
        #expect(try failures(node) == [[6, 2]])
    }

    @Test func `user name and e-mail address have one count`() throws {
        let node = try proxied()
        let user = try node.user()
        let stranger = "198.51.100.1"
        for login in ["", "@example.org", "", "@example.org", ""].map({ user.name + $0 }) {
            #expect(try node.signIn(login, "wrong", address: stranger).status == 401)
        }
        #expect(try failures(node) == [[5, 1]])
        try prolong(node)
        for login in [user.name, user.name + "@example.org", user.name.uppercased()] {
            #expect(try node.signIn(login, address: "198.51.100.2").status == 429)
        }
    }

    // MARK: Who is let in all the same

    @Test func `nobody elsewhere locks a person out who signs in from a known address`() throws {
        let node = try proxied()
        let user = try node.user()
        let home = "192.0.2.7"
        #expect(try node.signIn(user.name, address: home).status == 200)
        for _ in 0..<5 {
            #expect(try node.signIn(user.name, "wrong", address: "198.51.100.1").status == 401)
        }
        try prolong(node)
        for elsewhere in ["198.51.100.1", "198.51.100.2"] {
            #expect(try node.signIn(user.name, address: elsewhere).status == 429)
        }
        #expect(try node.signIn(user.name, address: home).status == 200)
        // The strangers' failures stay: the owner's success says nothing about them.
        #expect(try node.signIn(user.name, address: "198.51.100.1").status == 429)
    }

    @Test func `wrong passwords from a known address are counted apart`() throws {
        let node = try proxied()
        let user = try node.user()
        let home = "192.0.2.7"
        #expect(try node.signIn(user.name, address: home).status == 200)
        for _ in 0..<5 {
            #expect(try node.signIn(user.name, "wrong", address: home).status == 401)
        }
        try prolong(node)
        #expect(try node.signIn(user.name, address: home).status == 429)
        #expect(try node.signIn(user.name, address: "192.0.2.8").status == 200)
    }

    @Test func `a browser with the device's cookie is let in from an address that is delayed`()
        throws
    {
        let node = try RunningNode()
        let (user, other) = (try node.user(), try node.user())
        let cookie = try #require(try deviceCookie(node.signIn(user.name)))
        for _ in 0..<5 { #expect(try node.signIn(user.name, "wrong").status == 401) }
        try prolong(node)
        #expect(try node.signIn(user.name).status == 429)
        #expect(try signIn(node, user.name, ["Cookie": "a=b; \(cookie)"]).status == 200)
        // It is for one account, and nobody else can make one.
        for _ in 0..<5 { #expect(try node.signIn(other.name, "wrong").status == 401) }
        try prolong(node)
        #expect(try signIn(node, other.name, ["Cookie": cookie]).status == 429)
        let user0 = cookie.replacing("=\(user.id).", with: "=\(other.id).")
        #expect(try signIn(node, other.name, ["Cookie": user0]).status == 429)
        // It signs nobody in, and its own wrong passwords are counted.
        for _ in 0..<5 {
            let answer = try signIn(node, user.name, ["Cookie": cookie], password: "wrong")
            #expect(answer.status == 401)
        }
        try prolong(node)
        #expect(try signIn(node, user.name, ["Cookie": cookie]).status == 429)
    }

    @Test func `a client with a token of the user is let in from an address that is delayed`()
        throws
    {
        let node = try RunningNode()
        let (user, other) = (try node.user(), try node.user())
        let tokens = try #require(try Tokens(node.signIn(user.name)))
        for name in [user.name, other.name] {
            for _ in 0..<5 { #expect(try node.signIn(name, "wrong").status == 401) }
        }
        try prolong(node)
        for token in [tokens.refresh, tokens.access] {
            let headers = ["Authorization": "Bearer \(token)"]
            #expect(try signIn(node, user.name, headers).status == 200)
            #expect(try signIn(node, other.name, headers).status == 429)
        }
        #expect(try signIn(node, user.name, ["Authorization": "Bearer x.y.z"]).status == 429)
    }

    @Test func `3: a token of a session that is over lets nobody in`() throws {
        let node = try RunningNode()
        let user = try node.user()
        let tokens = try #require(try Tokens(node.signIn(user.name)))
        let left = try #require(try Tokens(node.signIn(user.name)))
        #expect(try node.client().send("POST", "/logout", token: tokens.access).body == "true")
        for _ in 0..<5 { #expect(try node.signIn(user.name, "wrong").status == 401) }
        try prolong(node)
        for token in [tokens.refresh, tokens.access] {
            let headers = ["Authorization": "Bearer \(token)"]
            #expect(try signIn(node, user.name, headers).status == 429)
        }
        let headers = ["Authorization": "Bearer \(left.refresh)"]
        #expect(try signIn(node, user.name, headers).status == 200)
    }

    @Test func `the device's cookie is sent to this service only, and scripts cannot read it`()
        throws
    {
        let node = try RunningNode { $0.secureCookies = 1 }
        let user = try node.user()
        let answer = try node.signIn(user.name)
        let header = try #require(answer.headers["set-cookie"])
        #expect(header.contains("tally_device=\(user.id)."))
        let attributes = "; HttpOnly; SameSite=Strict; Path=/; Max-Age=7776000; Secure"
        #expect(header.contains(attributes))
        let wrong = try node.signIn(user.name, "wrong")
        #expect(wrong.headers["set-cookie"] == nil)
    }

    private func deviceCookie(_ answer: HTTPClient.Answer) throws -> String? {
        answer.headers["set-cookie"]?.split(separator: ", ").first {
            $0.hasPrefix("tally_device=")
        }?
        .split(separator: ";").first.map(String.init)
    }

    private func signIn(
        _ node: RunningNode,
        _ name: String,
        _ headers: [String: String],
        password: String = "password-1"
    ) throws -> HTTPClient.Answer {
        let body = "{\"username\":\"\(name)\",\"password\":\"\(password)\"}"
        return try node.client().send("POST", "/token", headers: headers, body: body)
    }

    // MARK: Changes of password

    @Test func `wrong old passwords are counted for the session that sent them`() throws {
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
        // The existing session continues, and signing in is another matter.
        #expect(try user.get("/holds").status == 200)
        #expect(try node.signIn(user.name).status == 200)
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
}
