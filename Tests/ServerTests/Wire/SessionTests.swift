import Foundation
import Postgres
import TestSupport
import Testing

@testable import Node
@testable import Settings

/// Signing in, refreshing and signing out, over TCP.
@Suite(.patient)
struct SessionTests {
    private let node: RunningNode

    init() throws {
        node = try RunningNode.shared.get()
    }

    private func tokens(_ user: SignedIn) throws -> Tokens {
        try #require(try Tokens(node.signIn(user.name)))
    }

    @Test func `neither token is accepted for the other`() throws {
        let tokens = try tokens(node.user())
        #expect(try node.status(of: tokens.access) == 200)
        #expect(try node.status(of: tokens.refresh) == 401)
        #expect(try node.refresh(tokens.access).status == 401)
        #expect(try node.refresh(tokens.refresh).status == 200)
    }

    @Test(arguments: ["POST", "GET"])
    func `a refresh token is accepted in the body or as a bearer`(method: String) throws {
        let tokens = try tokens(node.user())
        let body = "{\"refresh_token\":\"\(tokens.refresh)\"}"
        let first = try node.client().send(method, "/refresh", body: body)
        let second = try #require(try Tokens(first))
        let answer = try node.client().send(method, "/refresh", token: second.refresh)
        let third = try #require(try Tokens(answer))
        #expect(answer.headers["cache-control"] == "no-store")
        #expect(Set([tokens.refresh, second.refresh, third.refresh]).count == 3)
        // The earlier access token is valid until it expires.
        for access in [tokens.access, second.access, third.access] {
            #expect(try node.status(of: access) == 200)
        }
    }

    @Test func `12.9: a refresh token that is used twice at once gives the same tokens`() throws {
        let user = try node.user()
        let first = try tokens(user)
        let answers = try (0..<3).map { _ in try node.refresh(first.refresh) }
        let second = try #require(try Tokens(answers[0]))
        for answer in answers {
            let again = try #require(try Tokens(answer))
            #expect(again.access == second.access && again.refresh == second.refresh)
            #expect(answer.headers["set-cookie"] == answers[0].headers["set-cookie"])
        }
        #expect(try node.status(of: first.access) == 200)
        #expect(try node.status(of: second.access) == 200)
        let stored = try node.database.connect().execute(
            "SELECT count(*) FROM log.events WHERE type = 'session.refreshed' AND actor = \(user.id)"
        ).only()
        #expect(try stored.int64(0) == 1)
    }

    @Test func `a refresh token of two refreshes ago ends its family`() throws {
        let user = try node.user()
        let first = try tokens(user)
        let second = try #require(try Tokens(node.refresh(first.refresh)))
        let third = try #require(try Tokens(node.refresh(second.refresh)))
        #expect(try node.refresh(first.refresh).status == 401)
        #expect(try node.refresh(third.refresh).status == 401)
        for tokens in [first, second, third] {
            #expect(try node.status(of: tokens.access) == 401)
        }
        // Another sign-in is another family.
        #expect(try node.status(of: user.token) == 200)
    }

    @Test func `12.9: simultaneous refreshes with one token all succeed, with the same tokens`()
        throws
    {
        for _ in 0..<5 {
            let tokens = try tokens(node.user())
            let answers = try atOnce(3) { _ in try node.refresh(tokens.refresh) }
            let pairs = try answers.map { try Tokens($0) }
            #expect(Set(pairs.map { $0?.refresh }).count == 1)
            let next = try #require(pairs[0])
            #expect(try node.status(of: next.access) == 200)
            #expect(try node.refresh(next.refresh).status == 200)
        }
    }

    @Test(arguments: ["", "x", "a.b.c", "eyJhbGciOiJub25lIn0.e30."])
    func `an invalid refresh token is 401`(token: String) throws {
        let answer = try node.client().send("POST", "/refresh", token: token.isEmpty ? "-" : token)
        #expect(answer.status == 401)
        #expect(answer.headers["www-authenticate"] == "Bearer")
        #expect(answer.headers["cache-control"] == "no-store")
    }

    @Test func `a refresh without a token names the missing field`() throws {
        let answer = try node.client().send("POST", "/refresh", body: "{}")
        #expect(answer.status == 422)
        #expect(answer.body.contains("refresh_token"))
    }

    @Test(arguments: ["POST", "GET"])
    func `signing out ends the session's tokens and no others`(method: String) throws {
        let user = try node.user()
        let tokens = try tokens(user)
        let next = try #require(try Tokens(node.refresh(tokens.refresh)))
        let answer = try node.client().send(method, "/logout", token: next.access)
        #expect(answer.status == 200)
        #expect(answer.body == "true")
        #expect(answer.headers["cache-control"] == "no-store")
        #expect(answer.headers["set-cookie"]?.hasPrefix("tally_feed=;") == true)
        #expect(answer.headers["set-cookie"]?.contains("Max-Age=0") == true)
        for path in ["/holds", "/me", "/balance", "/orders", "/verify"] {
            #expect(try node.status(of: tokens.access, path) == 401)
            #expect(try node.status(of: next.access, path) == 401)
        }
        #expect(try node.client().send("POST", "/logout", token: tokens.access).status == 401)
        #expect(try node.refresh(next.refresh).status == 401)
        #expect(try node.status(of: user.token) == 200)
    }

    @Test func `the feed's cookie is sent to the feed only, and scripts cannot read it`() throws {
        let user = try node.user()
        let answer = try node.signIn(user.name)
        let tokens = try #require(try Tokens(answer))
        let cookie = "tally_feed=\(tokens.access); HttpOnly; SameSite=Strict; Path=/feed"
        #expect(answer.headers["set-cookie"]?.hasPrefix(cookie + "; Max-Age=3600, ") == true)
        let refreshed = try node.refresh(tokens.refresh)
        let access = try #require(try Tokens(refreshed)).access
        #expect(refreshed.headers["set-cookie"]?.hasPrefix("tally_feed=\(access);") == true)
    }

    @Test func `a session ends on a restart only if it had ended before`() throws {
        let database = try TestDatabase()
        let (ended, open, user) = try {
            let node = try RunningNode(on: database)
            let user = try node.user()
            let ended = try #require(try Tokens(node.signIn(user.name)))
            let open = try #require(try Tokens(node.signIn(user.name)))
            let answer = try node.client().send("POST", "/logout", token: ended.access)
            #expect(answer.body == "true")
            node.node.stop()
            return (ended, open, user)
        }()
        let node = try RunningNode(on: database)
        #expect(try node.status(of: ended.access) == 401)
        #expect(try node.refresh(ended.refresh).status == 401)
        #expect(try node.status(of: open.access) == 200)
        #expect(try node.refresh(open.refresh).status == 200)
        #expect(try node.status(of: user.token) == 200)
    }

    @Test func `a session that ended on one node ends on the other`() throws {
        let database = try TestDatabase()
        let (first, second) = (try RunningNode(on: database), try RunningNode(on: database))
        let user = try first.user()
        let tokens = try #require(try Tokens(first.signIn(user.name)))
        #expect(try second.status(of: tokens.access) == 200)
        #expect(try first.client().send("POST", "/logout", token: tokens.access).body == "true")
        try wait(until: "the sign-out is known") {
            try second.status(of: tokens.access) == 401
        }
        #expect(try second.status(of: user.token) == 200)
        // A change of password ends sessions there too.
        let body = #"{"old_password":"password-1","new_password":"password-2"}"#
        let kept = try #require(try Tokens(first.signIn(user.name)))
        let changed = try first.client().send(
            "POST",
            "/change-password",
            token: kept.access,
            body: body
        )
        #expect(changed.body == "true")
        try wait(until: "the change is known") { try second.status(of: user.token) == 401 }
        #expect(try second.status(of: kept.access) == 200)
    }

    @Test func `the cookie is marked secure if the setting asks for it`() throws {
        let node = try RunningNode { $0.secureCookies = 1 }
        let user = try node.user()
        let answer = try node.signIn(user.name)
        #expect(answer.headers["set-cookie"]?.hasSuffix("; Secure") == true)
    }
}
