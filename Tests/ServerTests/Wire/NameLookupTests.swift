import TestSupport
import Testing

@testable import Settings

/// Issue number 6: names that nobody has can't be tried without limit, over TCP.
@Suite(.patient)
struct NameLookupTests {
    private let node: RunningNode

    init() throws {
        node = try RunningNode { $0.checkUserPerMinute = 3 }
    }

    private func pay(_ user: SignedIn, _ name: String, path: String) throws -> HTTPClient.Answer {
        try user.send(
            "POST",
            path,
            "{\"receiver_username\":\"\(name)\",\"amount\":900000000000}"
        )
    }

    @Test(arguments: ["/transfer", "/transfers/pending"])
    func `payments to unknown names count like look-ups of names`(path: String) throws {
        let (user, other) = (try node.user(), try node.user())
        for number in 0..<3 {
            let answer = try pay(user, "nobody-\(number)", path: path)
            #expect(answer.headers["tally-reason"] == "receiver-not-found")
        }
        // Known and unknown names get the same answer, before anything is decided.
        for name in ["nobody-3", other.name] {
            let refused = try pay(user, name, path: path)
            #expect(refused.status == 429)
            #expect(refused.headers["content-type"] == "application/problem+json")
            #expect(refused.headers["retry-after"].flatMap { Int($0) } ?? 0 > 0)
        }
        let body = "{\"username\":\"\(other.name)\"}"
        let check = "/check-user?min_position=\(other.registeredAt)"
        #expect(try user.send("POST", check, body).status == 429)
        // Others may pay by name.
        #expect(
            try pay(other, user.name, path: path).headers["tally-reason"] == "insufficient-funds"
        )
    }

    /// 12.6: the id of a receiver is one of the log's positions, and easily guessed.
    @Test(arguments: ["/transfer", "/transfers/pending", "/transfers/bulk"])
    func `payments to unknown ids count like look-ups of names`(path: String) throws {
        let (user, other) = (try node.user(), try node.user())
        func pay(_ id: Int) throws -> HTTPClient.Answer {
            let item = "{\"receiver_id\":\(id),\"amount\":1}"
            return path == "/transfers/bulk"
                ? try user.bulk("all-or-nothing", [item], key: "pay-\(id)")
                : try user.send("POST", path, item)
        }
        for number in 0..<3 {
            let refused = try pay(900_000_000 + number)
            #expect(refused.headers["tally-reason"] == "receiver-not-found")
        }
        for id in [900_000_003, Int(other.id)] {
            let refused = try pay(id)
            #expect(refused.status == 429)
            #expect(refused.headers["retry-after"].flatMap { Int($0) } ?? 0 > 0)
        }
        #expect(try user.send("POST", "/check-user", #"{"username":"nobody"}"#).status == 429)
    }

    @Test func `payments to known ids are never too many`() throws {
        let (user, other) = (try node.user(), try node.user())
        for _ in 0..<5 {
            let made = try user.reserve(1, to: other)
            #expect(try user.send("POST", "/transfers/\(made.createdID ?? 0)/void").body == "true")
        }
        let (token, id) = (user.token, other.id)
        let answers = try atOnce(20) { [node] number in
            try node.client().send(
                "POST",
                number.isMultiple(of: 2) ? "/transfer" : "/transfers/pending",
                token: token,
                body: "{\"receiver_id\":\(id),\"amount\":1}"
            )
        }
        #expect(answers.allSatisfy { $0.body == "true" })
    }

    @Test func `unknown ids that are tried at once all count`() throws {
        let user = try node.user()
        let items = (0..<30).map { "{\"receiver_id\":\(900_000_000 + $0),\"amount\":1}" }
        let tried = try user.bulk("each", items, key: "all")
        #expect(tried.verdicts == String(repeating: "0", count: 30))
        // Three a minute.
        let refused = try pay(user, "nobody", path: "/transfer")
        #expect(refused.headers["retry-after"].flatMap { Int($0) } ?? 0 > 480)
    }

    @Test func `payments that come at once reveal no more names than one after the other`() throws {
        let token = try node.user().token
        let answers = try atOnce(40) { [node] number in
            try node.client().send(
                "POST",
                "/transfer",
                token: token,
                body: "{\"receiver_username\":\"nobody-\(number)\",\"amount\":900000000000}"
            )
        }
        #expect(answers.count { $0.headers["tally-reason"] == "receiver-not-found" } == 3)
        #expect(answers.count { $0.status == 429 } == 37)
    }

    @Test func `registrations that come at once reveal no more names`() throws {
        let name = try node.user().name
        let answers = try atOnce(20) { [node] _ in
            try node.client().send(
                "POST",
                "/register",
                body: "{\"username\":\"\(name)\",\"email\":\"\(name)@example.org\","
                    + "\"password\":\"password-1\"}"
            )
        }
        #expect(answers.count { $0.headers["tally-reason"] == "username-taken" } <= 3)
        #expect(answers.contains { $0.status == 429 })
    }

    @Test func `what is refused for its fields does not count`() throws {
        let user = try node.user()
        for _ in 0..<5 {
            let body = #"{"receiver_username":"nobody","amount":"x"}"#
            #expect(try user.send("POST", "/transfer", body).status == 422)
        }
        #expect(
            try pay(user, "nobody", path: "/transfer").headers["tally-reason"]
                == "receiver-not-found"
        )
    }

    @Test func `payments to users who exist don't count`() throws {
        let (user, other) = (try node.user(), try node.user())
        for _ in 0..<10 { #expect(try user.transfer(1, to: other).body == "true") }
        #expect(
            try pay(user, other.name, path: "/transfer").headers["tally-reason"]
                == "insufficient-funds"
        )
    }

    @Test func `changes to addresses that are taken count like look-ups of names`() throws {
        let (user, other) = (try node.user(), try node.user())
        func change(_ email: String) throws -> HTTPClient.Answer {
            try user.send("PATCH", "/me", "{\"email\":\"\(email)\",\"password\":\"password-1\"}")
        }
        for _ in 0..<3 {
            let taken = try change("\(other.name)@example.org")
            #expect(taken.headers["tally-reason"] == "email-taken")
        }
        // Free and taken ones get the same answer.
        for email in ["\(other.name)@example.org", "nobody@example.org"] {
            #expect(try change(email).status == 429)
        }
        let named = try user.send("PATCH", "/me", #"{"name":"Al","password":"password-1"}"#)
        #expect(named.body == "true")
    }

    @Test func `look-ups of names count against payments by name`() throws {
        let (user, other) = (try node.user(), try node.user())
        let path = "/check-user?min_position=\(other.registeredAt)"
        for _ in 0..<3 {
            #expect(
                try user.send("POST", path, "{\"username\":\"\(other.name)\"}").status == 200
            )
        }
        #expect(try pay(user, "nobody", path: "/transfer").status == 429)
    }

    @Test func `a repeated answer does not count again`() throws {
        let user = try node.user()
        let body = #"{"receiver_username":"nobody","amount":1}"#
        for _ in 0..<10 {
            let answer = try user.send("POST", "/transfer", body, key: "one")
            #expect(answer.headers["tally-reason"] == "receiver-not-found")
        }
    }

    @Test(arguments: ["username-taken", "email-taken"])
    func `registrations of names that are taken count for the address`(reason: String) throws {
        let node = try RunningNode {
            $0.checkUserPerMinute = 3
            $0.trustProxy = 1
        }
        let user = try node.user()
        func register(from address: String) throws -> HTTPClient.Answer {
            let name = reason == "username-taken" ? user.name : node.uniqueName()
            return try node.client().send(
                "POST",
                "/register",
                headers: ["X-Forwarded-For": address],
                body: "{\"username\":\"\(name)\",\"email\":\"\(user.name)@example.org\","
                    + "\"password\":\"password-1\"}"
            )
        }
        for _ in 0..<3 {
            #expect(try register(from: "192.0.2.1").headers["tally-reason"] == reason)
        }
        let refused = try register(from: "192.0.2.1")
        #expect(refused.status == 429)
        #expect(refused.headers["retry-after"].flatMap { Int($0) } ?? 0 > 0)
        #expect(try register(from: "192.0.2.2").headers["tally-reason"] == reason)
    }
}
