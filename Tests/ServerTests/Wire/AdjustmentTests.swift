import TestSupport
import Testing

@Suite(.patient)
struct AdjustmentTests {
    private let node: RunningNode

    init() throws {
        node = try RunningNode.shared.get()
    }

    private func adjust(
        _ administrator: SignedIn,
        _ type: String,
        _ reason: String,
        _ value: Int64,
        of user: SignedIn,
        key: String? = nil
    ) throws -> HTTPClient.Answer {
        let body =
            "{\"type\":\"\(type)\",\"reason\":\"\(reason)\",\"value\":\(value),"
            + "\"currency\":\"RUB\",\"email\":\"\(user.name.uppercased())@example.org\"}"
        return try administrator.send("POST", "/transactions", body, key: key)
    }

    @Test func `an administrator's debit adds money and a credit takes it`() throws {
        let (administrator, user) = (try node.administrator(), try node.user())
        for (type, reason, available) in [
            ("debit", "stock", 100_500), ("debit", "refund", 101_000), ("credit", "stock", 100_500),
            ("credit", "refund", 100_000),
        ] as [(String, String, Int64)] {
            let answer = try adjust(administrator, type, reason, 500, of: user)
            #expect(answer.body == "true")
            #expect(answer.createdID != nil)
            #expect(try user.available(after: answer) == available)
        }
        let much = try adjust(administrator, "credit", "stock", 100_001, of: user)
        #expect(much.status == 409)
        #expect(much.reason == "insufficient-funds")
        let most = try adjust(administrator, "debit", "stock", .max, of: user)
        #expect(most.reason == "system-account-limit")
        let first = try adjust(administrator, "debit", "stock", 1, of: user, key: user.name)
        let again = try adjust(administrator, "debit", "stock", 1, of: user, key: user.name)
        #expect(again.headers["idempotency-replayed"] == "true")
        #expect(try user.available(after: first) == 100_001)
    }

    @Test func `no adjustment keeps others from registering`() throws {
        let node = try RunningNode()
        let (administrator, user) = (try node.administrator(), try node.user())
        for value in [Int64.max, 1 << 62, 1 << 61] {
            let answer = try adjust(administrator, "debit", "stock", value, of: user)
            #expect(answer.reason == "system-account-limit")
        }
        // The limit of the house's debt, less the grants that it has paid.
        let most = (1 << 61) - 200_000 as Int64
        #expect(try adjust(administrator, "debit", "refund", most, of: user).body == "true")
        let next = try adjust(administrator, "debit", "stock", 1, of: user)
        #expect(next.reason == "system-account-limit")
        let other = try node.user()
        #expect(try other.available() == 100_000)
        #expect(try user.transfer(most, to: other).body == "true")
        let back = try adjust(administrator, "credit", "stock", 1, of: user)
        #expect(back.body == "true")
    }

    @Test func `the address must be a user's, and the actor an administrator`() throws {
        let (administrator, user) = (try node.administrator(), try node.user())
        #expect(try adjust(user, "debit", "stock", 1, of: user).status == 403)
        #expect(try user.send("POST", "/transactions/autotest", #"{"count":1}"#).status == 403)
        let nobody = try administrator.send(
            "POST",
            "/transactions",
            #"{"type":"debit","reason":"stock","value":1,"email":"nobody@example.org"}"#
        )
        #expect(nobody.reason == "receiver-not-found")
    }

    @Test(arguments: [
        (#"{"reason":"stock","value":1,"email":"a@b.org"}"#, "type"),
        (#"{"type":"add","reason":"stock","value":1,"email":"a@b.org"}"#, "type"),
        (#"{"type":"debit","reason":"gift","value":1,"email":"a@b.org"}"#, "reason"),
        (#"{"type":"debit","reason":"stock","value":0,"email":"a@b.org"}"#, "value"),
        (#"{"type":"debit","reason":"stock","value":1,"email":"a"}"#, "email"),
        (#"{"type":"debit","reason":"stock","value":1}"#, "email"),
        (
            #"{"type":"debit","reason":"stock","value":1,"email":"a@b.org","memo":"a\u202e"}"#,
            "memo"
        ),
        (
            #"{"type":"debit","reason":"stock","value":1,"email":"a@b.org","currency":"X"}"#,
            "currency"
        ),
    ])
    func `a field that is wrong is named`(body: String, field: String) throws {
        let answer = try node.administrator().send("POST", "/transactions", body)
        #expect(answer.status == 422)
        #expect(answer.body.contains("\"field\":\"\(field)\""))
    }

    @Test func `an autotest moves money between the demo users`() throws {
        let node = try RunningNode()
        let administrator = try node.administrator()
        func autotest(_ body: String, key: String? = nil) throws -> HTTPClient.Answer {
            try administrator.send("POST", "/transactions/autotest", body, key: key)
        }
        #expect(try autotest(#"{"count":1}"#).reason == "no-demo-users")
        let users = [try node.user("alice"), try node.user("bob"), try node.user("carol")]
        let done = try autotest(#"{"count":1000}"#, key: "a")
        #expect(done.body == "true")
        let balances = try users.compactMap { try $0.available(after: done) }
        #expect(balances.reduce(0, +) == 300_000)
        let again = try autotest(#"{"count":1000}"#, key: "a")
        #expect(again.headers["idempotency-replayed"] == "true")
        #expect(again.position == done.position)
        for body in [#"{"count":0}"#, #"{"count":1001}"#, "{}", #"{"count":1,"seed":1}"#] {
            #expect(try autotest(body).status == 422)
        }
    }
}
