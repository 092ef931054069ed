import HTTP
import Postgres
import TestSupport
import Testing

@testable import Operations
@testable import Runtime
@testable import Text

@Suite(.patient)
struct JournalTests {
    private let node: RunningNode
    private let administrator: SignedIn

    init() throws {
        node = try RunningNode.shared.get()
        administrator = try node.administrator()
    }

    /// The user's newest command with the outcome, once it is recorded.
    private func newest(_ outcome: String, of user: SignedIn) throws -> JSONObject {
        try wait(until: "a \(outcome) command of user \(user.id) is recorded") {
            let answer = try administrator.get("/admin/commands?outcome=\(outcome)&limit=1000")
            #expect(answer.status == 200)
            guard case .array(let commands) = try JSONValue(Array(answer.body.utf8)) else {
                throw Complaint("no array: \(answer.body)")
            }
            for case .object(let command) in commands where command["actor_id"] == .integer(user.id)
            {
                return command
            }
            return nil
        }
    }

    private func retry(_ command: JSONObject) throws -> HTTPClient.Answer {
        guard case .integer(let id)? = command["id"] else { throw Complaint("no id") }
        return try administrator.send("POST", "/admin/commands/\(id)/retry")
    }

    /// Records a command as if the database had been unreachable.
    private func recordFailed(
        _ route: String,
        of user: SignedIn,
        _ body: String,
        key: String,
        hoursAgo hours: Int32 = 0
    ) throws {
        _ = try node.database.connect().execute(
            """
            INSERT INTO jobs.commands (command, route, subject, actor, outcome, reason, received_at,
                idempotency_key, request)
            VALUES (gen_random_uuid(), $5, 0, $1, 'failed', 'unavailable',
                now() - $4 * interval '1 hour', $3, $2)
            """,
            [.int64(user.id), .text(body), .text(key), .int32(hours), .text(route)]
        )
    }

    /// Records a transfer of 700 as failed; returns its body.
    private func failedTransfer(
        from alice: SignedIn,
        to bob: SignedIn,
        key: String,
        hoursAgo hours: Int32
    ) throws -> String {
        let body = "{\"receiver_username\":\"\(bob.name)\",\"amount\":700}"
        try recordFailed("transfer", of: alice, body, key: key, hoursAgo: hours)
        return body
    }

    @Test func `a refused command is shown with its reason, its actor and its position`()
        throws
    {
        let (alice, bob) = (try node.user(), try node.user())
        let answer = try alice.transfer(100_001, to: bob)
        let command = try newest("refused", of: alice)
        #expect(command["route"] == .string("transfer"))
        guard case .object(let body)? = command["request"] else { throw Complaint("no body") }
        #expect(body["receiver_username"] == .string(bob.name))
        #expect(command["reason"] == .string("insufficient-funds"))
        #expect(command["position"] == answer.position.map { .integer($0) })
        #expect(command["retryable"] == .bool(true))
        #expect(command["retry"] == .null)
    }

    @Test func `a done command is shown and not retried`() throws {
        let (alice, bob) = (try node.user(), try node.user())
        let answer = try alice.transfer(1, to: bob)
        let command = try newest("done", of: alice)
        #expect(command["position"] == answer.position.map { .integer($0) })
        let again = try retry(command)
        #expect(again.status == 409)
        #expect(again.headers["tally-reason"] == "command-done")
        #expect(try bob.available(after: answer) == 100_001)
    }

    @Test func `a refused command is retried until it is done, and then never`() throws {
        let (alice, bob) = (try node.user(), try node.user())
        _ = try alice.transfer(100_500, to: bob, key: "first")
        let command = try newest("refused", of: alice)
        let tooEarly = try retry(command)
        #expect(tooEarly.status == 409)
        #expect(tooEarly.headers["tally-reason"] == "insufficient-funds")
        _ = try bob.transfer(1_000, to: alice)
        let done = try retry(command)
        #expect(done.body == "true")
        #expect(try alice.available(after: done) == 500)
        let again = try retry(command)
        #expect(again.headers["tally-reason"] == "command-done")
        #expect(try alice.available(after: done) == 500)
    }

    @Test func `one of several simultaneous tries applies`() throws {
        let (alice, bob) = (try node.user(), try node.user())
        _ = try alice.transfer(100_001, to: bob)
        let command = try newest("refused", of: alice)
        _ = try bob.transfer(50_000, to: alice)
        guard case .integer(let id)? = command["id"] else { throw Complaint("no id") }
        let (node, token) = (node, administrator.token)
        let all = try atOnce(8) { _ in
            try node.client().send("POST", "/admin/commands/\(id)/retry", token: token)
        }
        #expect(all.contains { $0.body == "true" })
        #expect(
            all.allSatisfy { $0.body == "true" || $0.headers["tally-reason"] == "command-done" }
        )
        #expect(try alice.available(after: all.first { $0.body == "true" }) == 49_999)
    }

    @Test func `the client's try and the administrator's apply a failed command once`() throws {
        let (alice, bob) = (try node.user(), try node.user())
        let body = try failedTransfer(from: alice, to: bob, key: "key-7", hoursAgo: 0)
        let own = try alice.send("POST", "/transfer", body, key: "key-7")
        #expect(own.body == "true")
        let retried = try retry(try newest("failed", of: alice))
        #expect(retried.body == "true")
        #expect(retried.headers["idempotency-replayed"] == "true")
        #expect(try bob.available(after: retried) == 100_700)
    }

    @Test func `a failed command is not retried once the client's receipt may be forgotten`()
        throws
    {
        let (alice, bob) = (try node.user(), try node.user())
        _ = try failedTransfer(from: alice, to: bob, key: "key-8", hoursAgo: 25)
        let retried = try retry(try newest("failed", of: alice))
        #expect(retried.status == 409)
        #expect(retried.headers["tally-reason"] == "command-not-kept")
        #expect(try bob.available(after: try alice.transfer(1, to: bob)) == 100_001)
    }

    /// 33. The journal keeps who sent a command, not which role that user had.
    @Test func `an administrator's command is refused once its sender is not one any more`() throws
    {
        let (former, alice) = (try node.user(), try node.user())
        let body =
            #"{"type":"debit","reason":"refund","value":500,"email":"\#(alice.name)@example.org"}"#
        try recordFailed("adjustBalance", of: former, body, key: "key-9")
        let retried = try retry(try newest("failed", of: former))
        #expect(retried.status == 403)
        #expect(try alice.available(after: try alice.transfer(1, to: former)) == 99_999)
        // The same command of a present administrator is done.
        try recordFailed("adjustBalance", of: administrator, body, key: "key-10")
        let done = try retry(try newest("failed", of: administrator))
        #expect(done.body == "true")
        #expect(try alice.available(after: done) == 100_499)
    }

    /// Numbers 7 and 8: its answer alone shows a code, and the journal has nothing to make one of.
    @Test func `a command that issues a code is not retried, and it is said what to do`() throws {
        let user = try node.user()
        #expect(try user.send("DELETE", "/me").body == "true")
        let refused = try administrator.send("POST", "/admin/users/\(user.id)/reset-password")
        #expect(refused.headers["tally-reason"] == "user-deleted")
        let command = try newest("refused", of: administrator)
        #expect(command["retryable"] == .bool(false), "so the page has no button")
        #expect(command["request"] == .null)
        let retried = try retry(command)
        #expect(retried.status == 409)
        #expect(retried.body == "false")
        #expect(retried.headers["tally-reason"] == "code-shown-once")
        // An invitation that failed is the same.
        let route = try #require(
            Route.all.first { $0.path.description == "/admin/invitations" && $0.method == .post }
        )
        try recordFailed(route.operation.name, of: administrator, "{}", key: "invite")
        let failed = try newest("failed", of: administrator)
        #expect(try retry(failed).headers["tally-reason"] == "code-shown-once")
    }

    @Test func `a command that was recorded twice is done once`() throws {
        let (alice, bob) = (try node.user(), try node.user())
        _ = try alice.transfer(100_001, to: bob)
        let first = try newest("refused", of: alice)
        _ = try node.database.connect().execute(
            """
            INSERT INTO jobs.commands (command, route, subject, actor, outcome, reason, received_at,
                idempotency_key, request)
            SELECT command, route, subject, actor, outcome, reason, received_at, idempotency_key,
                request
            FROM jobs.commands WHERE actor = $1
            """,
            [.int64(alice.id)]
        )
        let second = try newest("refused", of: alice)
        #expect(first["id"] != second["id"])
        _ = try bob.transfer(50_000, to: alice)
        #expect(try retry(first).body == "true")
        let again = try retry(second)
        #expect(again.headers["idempotency-replayed"] == "true")
        #expect(try alice.available(after: again) == 49_999)
    }

    @Test func `a command that a client repeats with one key is kept once`() throws {
        let (alice, bob) = (try node.user(), try node.user())
        for _ in 0..<2 { _ = try alice.transfer(100_001, to: bob, key: "once") }
        _ = try alice.transfer(1, to: bob)
        _ = try newest("done", of: alice)
        let rows = try node.database.connect().execute(
            "SELECT count(*) FROM jobs.commands WHERE actor = $1 AND outcome = 'refused'",
            [.int64(alice.id)]
        )
        #expect(try rows.only().int64(0) == 1)
    }

    @Test func `only administrators see commands and retry them`() throws {
        let alice = try node.user()
        #expect(try alice.get("/admin/commands").status == 403)
        #expect(try alice.send("POST", "/admin/commands/1/retry").status == 403)
        #expect(try administrator.send("POST", "/admin/commands/999999999/retry").status == 404)
        #expect(try administrator.get("/admin/commands?outcome=odd").status == 422)
    }

    @Test func `registrations and sign-outs are not kept`() throws {
        let alice = try node.user()
        #expect(try alice.send("POST", "/logout").body == "true")
        let marker = try node.user()
        _ = try marker.transfer(1, to: administrator)
        _ = try newest("done", of: marker)
        let rows = try node.database.connect().execute(
            "SELECT count(*) FROM jobs.commands WHERE actor = $1 OR route IN ('register', 'logout')",
            [.int64(alice.id)]
        )
        #expect(try rows.only().int64(0) == 0)
    }
}
