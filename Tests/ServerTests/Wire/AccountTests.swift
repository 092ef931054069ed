import Foundation
import TestSupport
import Testing

@testable import Settings

/// Users' own accounts, and look-ups of other users, over TCP.
@Suite(.patient)
struct AccountTests {
    private let node: RunningNode

    init() throws {
        node = try RunningNode.shared.get()
    }

    private func change(
        _ user: SignedIn,
        from old: String,
        to new: String,
        key: String? = nil
    ) throws -> HTTPClient.Answer {
        let body = "{\"old_password\":\"\(old)\",\"new_password\":\"\(new)\"}"
        return try user.send("POST", "/change-password", body, key: key)
    }

    // MARK: Names

    @Test(arguments: ["house", "Sales", "LIQUIDITY"])
    func `the name of a system account cannot be registered`(name: String) throws {
        let answer = try node.client().send(
            "POST",
            "/register",
            body: #"{"username":"\#(name)","email":"\#(name)@example.org","password":"password-1"}"#
        )
        #expect(answer.status == 422)
        #expect(answer.body.contains("\"field\":\"username\""))
    }

    // MARK: Passwords

    @Test func `a changed password ends every other session and replaces the old one`() throws {
        let user = try node.user()
        let other = try #require(try Tokens(node.signIn(user.name)))
        #expect(try change(user, from: "password-1", to: "password-2").body == "true")
        #expect(try user.get("/holds").status == 200)
        #expect(try node.status(of: other.access) == 401)
        #expect(try node.refresh(other.refresh).status == 401)
        #expect(try node.signIn(user.name, "password-1").status == 401)
        #expect(try node.signIn(user.name, "password-2").status == 200)
    }

    @Test func `the session that changed the password can still be refreshed`() throws {
        let name = try node.user().name
        let tokens = try #require(try Tokens(node.signIn(name)))
        let body = #"{"old_password":"password-1","new_password":"password-2"}"#
        let client = try node.client()
        let changed = try client.send("POST", "/change-password", token: tokens.access, body: body)
        #expect(changed.body == "true")
        let next = try #require(try Tokens(node.refresh(tokens.refresh)))
        #expect(try node.status(of: next.access) == 200)
    }

    @Test func `a wrong old password changes nothing`() throws {
        let user = try node.user()
        let other = try #require(try Tokens(node.signIn(user.name)))
        let answer = try change(user, from: "password-9", to: "password-2")
        #expect(answer.status == 409)
        #expect(answer.body == "false")
        #expect(answer.headers["tally-reason"] == "wrong-password")
        #expect(answer.position != nil)
        #expect(try node.status(of: other.access) == 200)
        #expect(try node.signIn(user.name, "password-1").status == 200)
        #expect(try node.signIn(user.name, "password-2").status == 401)
    }

    @Test func `exactly one of two simultaneous changes is true`() throws {
        let user = try node.user()
        let token = user.token
        let answers = try atOnce(2) { number in
            try node.client().send(
                "POST",
                "/change-password",
                token: token,
                body: #"{"old_password":"password-1","new_password":"password-\#(2 + number)"}"#
            )
        }
        #expect(answers.map(\.body).sorted() == ["false", "true"])
        let reason = answers.compactMap { $0.headers["tally-reason"] }
        #expect(reason == ["password-changed"] || reason == ["wrong-password"])
        let working = try (1...3).filter {
            try node.signIn(user.name, "password-\($0)").status == 200
        }
        #expect(working.count == 1)
        #expect(working != [1])
    }

    @Test func `a repeated change with the same key gets the first response`() throws {
        let user = try node.user()
        let first = try change(user, from: "password-1", to: "password-2", key: "change")
        #expect(first.body == "true")
        let again = try change(user, from: "password-1", to: "password-2", key: "change")
        #expect(again.body == "true")
        #expect(again.headers["idempotency-replayed"] == "true")
        #expect(again.position == first.position)
        let other = try change(user, from: "password-1", to: "password-3", key: "change")
        #expect(other.status == 422)
        #expect(try node.signIn(user.name, "password-2").status == 200)
    }

    @Test func `a refused change with one key stays refused`() throws {
        let user = try node.user()
        let first = try change(user, from: "password-2", to: "password-3", key: "k")
        #expect(first.headers["tally-reason"] == "wrong-password")
        #expect(try change(user, from: "password-1", to: "password-2").body == "true")
        let again = try change(user, from: "password-2", to: "password-3", key: "k")
        #expect(again.headers["tally-reason"] == "wrong-password")
        #expect(again.headers["idempotency-replayed"] == "true")
    }

    @Test(
        arguments: [
            "{}", #"{"old_password":"password-1"}"#, #"{"new_password":"password-2"}"#,
            #"{"old_password":"password-1","new_password":"short"}"#,
            #"{"old_password":"password-1","new_password":"password-2","x":1}"#,
        ])
    func `an incomplete change is 422`(body: String) throws {
        let user = try node.user()
        #expect(try user.send("POST", "/change-password", body).status == 422)
    }

    // MARK: Deletion

    @Test func `a deleted user's tokens and password are invalid until the user is restored`()
        throws
    {
        let (user, administrator) = (try node.user(), try node.administrator())
        let other = try #require(try Tokens(node.signIn(user.name)))
        let deleted = try user.send("DELETE", "/me")
        #expect(deleted.body == "true")
        #expect(deleted.headers["set-cookie"]?.hasPrefix("tally_feed=;") == true)
        #expect(try user.get("/me").status == 401)
        #expect(try node.status(of: other.access) == 401)
        #expect(try node.refresh(other.refresh).status == 401)
        let refused = try node.signIn(user.name)
        #expect(refused.status == 401)
        #expect(refused.body == (try node.signIn("no-such-user").body))
        let restore = "/admin/users/\(user.id)/restore"
        #expect(try administrator.send("POST", restore).body == "true")
        #expect(try node.signIn(user.name).status == 200)
        #expect(try node.status(of: other.access) == 401)
        let again = try administrator.send("POST", restore)
        #expect(again.headers["tally-reason"] == "user-not-deleted")
    }

    @Test func `only an administrator restores users, and only existing ones`() throws {
        let (user, administrator) = (try node.user(), try node.administrator())
        #expect(try user.send("POST", "/admin/users/\(user.id)/restore").status == 403)
        #expect(try administrator.send("POST", "/admin/users/9000000000/restore").status == 404)
    }

    // MARK: Who is who

    @Test(arguments: [("GET", "/me"), ("GET", "/verify"), ("POST", "/verify")])
    func `the profile has the caller's name and roles`(method: String, path: String) throws {
        let (user, administrator) = (try node.user(), try node.administrator())
        // The token is issued after the role was granted.
        let position = try #require(try administrator.transfer(1, to: user).position)
        for (someone, roles) in [(user, #"["user"]"#), (administrator, #"["user","admin"]"#)] {
            let path = "\(path)?min_position=\(position)"
            let answer = try someone.send(method, path)
            #expect(answer.status == 200)
            #expect(answer.body.hasPrefix(#"{"id":\#(someone.id),"username":"\#(someone.name)","#))
            #expect(answer.body.contains(#""email":"\#(someone.name)@example.org","name":null,"#))
            #expect(answer.body.contains(#""roles":\#(roles),"created_at":""#))
        }
    }

    @Test func `verify accepts no members`() throws {
        let user = try node.user()
        let path = "/verify?min_position=\(user.registeredAt)"
        #expect(try user.send("POST", path, "{}").status == 200)
        #expect(try user.send("POST", path, #"{"x":1}"#).status == 422)
    }

    @Test func `another user is found by name in any letter case`() throws {
        let name = "Anna-\(node.uniqueName())"
        let (user, anna) = (try node.user(), try node.user(name))
        let path = "/check-user?min_position=\(anna.registeredAt)"
        for written in [name, name.uppercased(), name.lowercased()] {
            let answer = try user.send("POST", path, "{\"username\":\"\(written)\"}")
            #expect(answer.body == "{\"id\":\(anna.id),\"username\":\"\(name)\"}")
        }
        let unknown = try user.send("POST", path, #"{"username":"no-such-user"}"#)
        #expect(unknown.status == 404)
        #expect(unknown.headers["content-type"] == "application/problem+json")
        let deleted = try #require(try anna.send("DELETE", "/me").position)
        let gone = try user.send(
            "POST",
            "/check-user?min_position=\(deleted)",
            "{\"username\":\"\(name)\"}"
        )
        #expect(gone.status == 404)
    }

    @Test func `look-ups of names are limited per minute and user`() throws {
        let node = try RunningNode { $0.checkUserPerMinute = 3 }
        let (user, other) = (try node.user(), try node.user())
        let body = "{\"username\":\"\(other.name)\"}"
        let path = "/check-user?min_position=\(other.registeredAt)"
        let answers = try (0..<6).map { _ in try user.send("POST", path, body) }
        #expect(answers[..<3].allSatisfy { $0.status == 200 })
        let refused = try #require(answers.first { $0.status == 429 })
        #expect(refused.headers["content-type"] == "application/problem+json")
        #expect(refused.headers["retry-after"].flatMap { Int($0) } ?? 0 > 0)
        #expect(try other.send("POST", path, body).status == 200)
    }
}
