import Commands
import EventStore
import Events
import Foundation
import Postgres
import TestSupport
import Testing

@testable import API
@testable import Model
@testable import Node
@testable import Settings
@testable import Text
@testable import Tool

/// Ways back into an account, roles, sessions and details, over TCP.
@Suite("12.7: recovery, roles and sessions", .patient)
struct AccountRecoveryTests {
    private let node: RunningNode

    init() throws {
        node = try RunningNode.shared.get()
    }

    private func code(_ answer: HTTPClient.Answer) throws -> String {
        #expect(answer.status == 200, "\(answer.body)")
        #expect(answer.headers["cache-control"] == "no-store")
        return try #require(try answer.text("code"))
    }

    private func redeem(_ code: String, _ password: String) throws -> HTTPClient.Answer {
        try node.client().send(
            "POST",
            "/reset-password",
            body: "{\"code\":\"\(code)\",\"new_password\":\"\(password)\"}"
        )
    }

    @Test func `a code from an administrator changes the password once and ends every session`()
        throws
    {
        let (administrator, user) = (try node.administrator(), try node.user())
        let code = try code(administrator.send("POST", "/admin/users/\(user.id)/reset-password"))
        #expect(code.hasPrefix("\(user.id)-"))
        #expect(try user.get("/holds").status == 200)
        let redeemed = try redeem(code.uppercased(), "another password 1")
        #expect(redeemed.body == "true")
        #expect(try user.get("/holds").status == 401)
        #expect(try node.signIn(user.name).status == 401)
        #expect(try node.signIn(user.name, "another password 1").status == 200)
        let again = try redeem(code, "another password 2")
        #expect(again.status == 409)
        #expect(again.headers["tally-reason"] == "code-invalid")
        #expect(try node.signIn(user.name, "another password 1").status == 200)
    }

    @Test func `of two who redeem one code at once exactly one chooses the password`() throws {
        let (administrator, user) = (try node.administrator(), try node.user())
        let code = try code(administrator.send("POST", "/admin/users/\(user.id)/reset-password"))
        let answers = try atOnce(2) { try redeem(code, "another password \($0)") }
        #expect(answers.map(\.status).sorted() == [200, 409])
    }

    @Test(arguments: ["", "42", "x-y", "1-00000-00000-00000-00000", "999999999-aaaaa-bbbbb"])
    func `a code that nobody issued is refused`(code: String) throws {
        let answer = try redeem(code, "another password 1")
        #expect(answer.status == (code.isEmpty ? 422 : 409))
        if !code.isEmpty { #expect(answer.headers["tally-reason"] == "code-invalid") }
    }

    @Test func `failed sign-ins are forgotten once the password is changed, and not before`() throws
    {
        let node = try RunningNode { $0.commandAgeMilliseconds = 300 }
        let (administrator, user) = (try node.administrator(), try node.user())
        func failures() throws -> Int64 {
            try node.database.connect().execute("SELECT count(*) FROM people.sign_in_attempts")
                .only().int64(0)
        }
        let code = try code(administrator.send("POST", "/admin/users/\(user.id)/reset-password"))
        func redeem(_ code: String) throws -> HTTPClient.Answer {
            let body = "{\"code\":\"\(code)\",\"new_password\":\"another password 1\"}"
            return try node.client().send("POST", "/reset-password", body: body)
        }
        for _ in 0..<3 { #expect(try node.signIn(user.name, "wrong").status == 401) }
        #expect(try failures() == 1)
        #expect(try redeem("\(user.id)-00000-00000-00000-00000").status == 409)
        #expect(try failures() == 1)
        // The command is not decided in its time, so nothing has changed.
        let holder = try node.database.connect()
        try holder.script("BEGIN; SELECT pg_advisory_xact_lock(\(AppendLock.key))")
        #expect(try redeem(code).status == 503)
        holder.rollback()
        #expect(try failures() == 1)
        try wait(until: "commands are taken again") { node.node.isReady }
        #expect(try redeem(code).body == "true")
        #expect(try failures() == 0)
        #expect(try node.signIn(user.name, "another password 1").status == 200)
    }

    @Test func `neither the log nor the journal has the code`() throws {
        let (administrator, user) = (try node.administrator(), try node.user())
        let code = try code(administrator.send("POST", "/admin/users/\(user.id)/reset-password"))
        let secret = code.split(separator: "-").dropFirst().joined()
        let rows = try node.database.connect().execute(
            "SELECT data::text FROM log.events WHERE stream = 'user-\(user.id)'"
        )
        for row in rows { #expect(try !row.string(0).contains(secret)) }
    }

    @Test func `the own password is not reset this way, and nobody else may`() throws {
        let administrator = try node.administrator()
        let own = "/admin/users/\(administrator.id)/reset-password"
        #expect(try administrator.send("POST", own).headers["tally-reason"] == "own-user")
        #expect(try node.user().send("POST", own).status == 403)
        #expect(
            try administrator.send("POST", "/admin/users/999999999/reset-password").status == 404
        )
    }

    @Test func `a given role counts from the next sign-in on, and a taken one at once`() throws {
        let (administrator, user) = (try node.administrator(), try node.user())
        let path = "/admin/users/\(user.id)/admin"
        #expect(try administrator.send("POST", path).body == "true")
        #expect(
            try administrator.send("POST", path).headers["tally-reason"] == "role-already-granted"
        )
        #expect(try user.get("/admin/jobs").status == 403)
        let token = try #require(try Tokens(node.signIn(user.name))).access
        #expect(try node.status(of: token, "/admin/jobs") == 200)
        #expect(try administrator.send("DELETE", path).body == "true")
        #expect(try node.status(of: token, "/admin/jobs") == 401)
        let later = try #require(try Tokens(node.signIn(user.name))).access
        #expect(try node.status(of: later, "/admin/jobs") == 403)
        #expect(
            try administrator.send("DELETE", path).headers["tally-reason"] == "role-not-granted"
        )
    }

    @Test func `the own role can't be taken, and one of two who take each other's stays`() throws {
        let both = [try node.administrator(), try node.administrator()]
        let own = "/admin/users/\(both[0].id)/admin"
        #expect(try both[0].send("DELETE", own).headers["tally-reason"] == "own-user")
        let (ids, tokens) = (both.map(\.id), both.map(\.token))
        let answers = try atOnce(2) { index in
            try node.client().send(
                "DELETE",
                "/admin/users/\(ids[1 - index])/admin",
                token: tokens[index]
            )
        }
        #expect(answers.count { $0.status == 200 } == 1)
        // Refused by the writer, or because the session had ended by then.
        #expect(answers.contains { $0.status == 403 || $0.status == 401 })
    }

    @Test func `an administrator signs a user out everywhere`() throws {
        let (administrator, user) = (try node.administrator(), try node.user())
        let other = try #require(try Tokens(node.signIn(user.name)))
        let path = "/admin/users/\(user.id)/sessions"
        #expect(try administrator.send("DELETE", path).body == "true")
        for token in [user.token, other.access] { #expect(try node.status(of: token) == 401) }
        #expect(try node.refresh(other.refresh).status == 401)
        #expect(try node.signIn(user.name).status == 200)
    }

    @Test func `an administrator lifts a lock-out`() throws {
        let node = try RunningNode()
        let (administrator, user) = (try node.administrator(), try node.user())
        for _ in 0..<6 { _ = try node.signIn(user.name, "wrong") }
        try node.database.connect().script(
            """
            UPDATE people.sign_in_attempts SET blocked_until = now() + interval '1 hour'
            WHERE blocked_until > last_failed_at
            """
        )
        #expect(try node.signIn(user.name).status == 429)
        let path = "/admin/users/\(user.id)/unlock"
        #expect(try administrator.send("POST", path).body == "true")
        #expect(try node.signIn(user.name).status == 200)
        #expect(try administrator.send("POST", "/admin/users/999999999/unlock").status == 404)
    }

    @Test func `an unlocked account no longer counts against the address, and others still do`()
        throws
    {
        let node = try RunningNode()
        let (administrator, user, other) = (
            try node.administrator(), try node.user(), try node.user()
        )
        for name in [user.name, other.name] { _ = try node.signIn(name, "wrong") }
        func counted() throws -> Int64 {
            try node.database.connect().execute("SELECT count(*) FROM people.address_failures")
                .only().int64(0)
        }
        #expect(try counted() == 2)
        let path = "/admin/users/\(user.id)/unlock"
        #expect(try administrator.send("POST", path).body == "true")
        #expect(try counted() == 1)
    }

    private func sessions(_ user: SignedIn) throws -> [JSONObject] {
        let answer = try user.get("/sessions")
        guard answer.status == 200, case .array(let rows) = try JSONValue(answer.bytes)
        else { return [] }
        return rows.compactMap { if case .object(let row) = $0 { row } else { nil } }
    }

    @Test func `a user lists the own sessions and ends one, and then all others`() throws {
        let user = try node.user()
        _ = try node.client().send(
            "POST",
            "/login",
            headers: [
                "User-Agent":
                    "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0"
            ],
            body: "{\"username\":\"\(user.name)\",\"password\":\"password-1\"}"
        )
        let third = try #require(try Tokens(node.signIn(user.name)))
        let listed = try sessions(user)
        #expect(listed.count == 3)
        #expect(listed[1]["client"] == .string("Firefox on Linux"))
        #expect(listed[2]["address"] == .string("loopback"))
        guard case .integer(let newest)? = listed[0]["id"] else {
            Issue.record("no id")
            return
        }
        #expect(try user.send("DELETE", "/sessions/\(newest)").body == "true")
        #expect(try node.status(of: third.access) == 401)
        #expect(try sessions(user).count == 2)
        #expect(
            try user.send("DELETE", "/sessions/\(newest)").headers["tally-reason"]
                == "session-ended"
        )
        #expect(try user.send("DELETE", "/sessions").body == "true")
        #expect(try sessions(user).count == 1)
        #expect(try user.get("/holds").status == 200)
    }

    @Test func `another user's session is out of reach`() throws {
        let (user, other) = (try node.user(), try node.user())
        let listed = try sessions(other)
        guard case .integer(let id)? = listed.first?["id"] else {
            Issue.record("no id")
            return
        }
        #expect(try user.send("DELETE", "/sessions/\(id)").status == 403)
        #expect(try sessions(other).count == 1)
    }

    @Test func `an erased user leaves no trace of the sessions`() throws {
        let user = try node.user()
        let connection = try node.database.connect()
        let count = "SELECT count(*) FROM people.sessions WHERE user_id = \(user.id)"
        #expect(try connection.execute(count).only().int64(0) == 1)
        var writer = LocalWriter(node.database.options, node.configuration)
        _ = writer.perform([EraseUser(.user(UserID(user.id)))], as: .system)
        #expect(try connection.execute(count).only().int64(0) == 0)
    }

    @Test func `a user changes e-mail address and name with the password`() throws {
        let user = try node.user()
        func change(_ body: String) throws -> HTTPClient.Answer {
            try user.send("PATCH", "/me", body)
        }
        let address = "new-\(user.name)@example.org"
        let wrong = try change(#"{"email":"\#(address)","password":"wrong"}"#)
        #expect(wrong.headers["tally-reason"] == "wrong-password")
        let body = #"{"email":"\#(address)","name":"Al","password":"password-1"}"#
        #expect(try change(body).body == "true")
        let profile = try user.get("/me").body
        #expect(profile.contains("\"email\":\"\(address)\",\"name\":\"Al\""))
        #expect(try node.signIn(address).status == 200)
        // The address before does not sign in, and stays claimed.
        #expect(try node.signIn("\(user.name)@example.org").status == 401)
        let other = try node.user()
        let taken = try other.send(
            "PATCH",
            "/me",
            #"{"email":"\#(user.name)@example.org","password":"password-1"}"#
        )
        #expect(taken.headers["tally-reason"] == "email-taken")
        let removed = try change(#"{"name":null,"password":"password-1"}"#)
        #expect(removed.body == "true", "\(removed.headers)")
        #expect(try user.get("/me").body.contains("\"name\":null"))
        #expect(try change(#"{"password":"password-1"}"#).status == 422)
        #expect(try change(#"{"email":"no","password":"password-1"}"#).status == 422)
        #expect(try change(#"{"name":"Al"}"#).status == 422)
    }
}
