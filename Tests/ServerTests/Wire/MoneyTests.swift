import Entities
import Postgres
import TestSupport
import Testing

@testable import API

@Suite(.patient)
struct MoneyTests {
    private let node: RunningNode

    init() throws {
        node = try RunningNode.shared.get()
    }

    @Test func `a new wallet has the opening grant, once`() throws {
        let user = try node.user()
        #expect(try user.available() == 100_000)
        let transactions = try user.get("/transactions?min_position=\(user.registeredAt)")
        #expect(transactions.body.contains("\"type\":\"opening_grant\""))
    }

    @Test func `a transfer is true, durable and read at once with its position`() throws {
        let (alice, bob) = (try node.user(), try node.user())
        let answer = try alice.transfer(1_250, to: bob)
        #expect(answer.status == 200)
        #expect(answer.body == "true")
        #expect(answer.createdID != nil)
        #expect(try alice.available(after: answer) == 98_750)
        #expect(try bob.available(after: answer) == 101_250)
    }

    @Test func `an amount may be a decimal text`() throws {
        let (alice, bob) = (try node.user(), try node.user())
        let answer = try alice.send(
            "POST",
            "/transfer",
            "{\"receiver_id\":\(bob.id),\"amount\":\"12.5\",\"currency\":\"RUB\",\"memo\":\"é\"}"
        )
        #expect(answer.body == "true")
        #expect(try bob.available(after: answer) == 101_250)
        let list = try alice.get("/transactions?limit=1&min_position=\(answer.position ?? 0)")
        #expect(list.body.contains("\"memo\":\"é\""))
        #expect(list.headers["link"]?.hasPrefix("</transactions?before=") == true)
    }

    @Test func `a rule that forbids gives false and the reason`() throws {
        let (alice, bob) = (try node.user(), try node.user())
        for (answer, reason) in [
            (try alice.transfer(100_001, to: bob), "insufficient-funds"),
            (try alice.transfer(1, to: alice), "same-account"),
            (
                try alice.send(
                    "POST",
                    "/transfer",
                    #"{"receiver_username":"nobody-at-all","amount":1}"#
                ),
                "receiver-not-found"
            ),
        ] {
            #expect(answer.status == 409)
            #expect(answer.body == "false")
            #expect(answer.headers["tally-reason"] == reason)
        }
        #expect(try alice.available() == 100_000)
    }

    @Test func `a name is taken once, in any letter case`() throws {
        let user = try node.user()
        let client = try node.client()
        for (name, email, reason) in [
            (user.name.uppercased(), "other-\(user.name)@example.org", "username-taken"),
            ("other-\(user.name)", "\(user.name.uppercased())@EXAMPLE.org", "email-taken"),
        ] {
            let answer = try client.send(
                "POST",
                "/register",
                body:
                    "{\"username\":\"\(name)\",\"email\":\"\(email)\",\"password\":\"password-1\"}"
            )
            #expect(answer.status == 409)
            #expect(answer.headers["tally-reason"] == reason)
        }
    }

    @Test func `exactly one of two simultaneous registrations is true`() throws {
        let name = node.uniqueName()
        let body =
            "{\"username\":\"\(name)\",\"email\":\"\(name)@example.org\",\"password\":\"password-1\"}"
        let request =
            "POST /register HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
        let clients = try (0..<10).map { _ in try node.client() }
        for client in clients { try client.write(Array(request.utf8)) }
        let bodies = try clients.map { try $0.readAnswer().body }
        #expect(bodies.filter { $0 == "true" }.count == 1)
        #expect(bodies.filter { $0 == "false" }.count == 9)
    }

    @Test func `a hundred simultaneous requests under one key have one effect and one answer`()
        throws
    {
        let (alice, bob) = (try node.user(), try node.user())
        let body = "{\"receiver_id\":\(bob.id),\"amount\":7}"
        let request =
            "POST /transfer HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(alice.token)\r\n"
            + "Idempotency-Key: once\r\nContent-Type: application/json\r\n"
            + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
        let clients = try (0..<100).map { _ in try node.client() }
        for client in clients { try client.write(Array(request.utf8)) }
        let answers = try clients.map { try $0.readAnswer() }
        #expect(answers.allSatisfy { $0.status == 200 && $0.body == "true" })
        #expect(Set(answers.compactMap { $0.headers["location"] }).count == 1)
        #expect(Set(answers.compactMap(\.position)).count == 1)
        #expect(answers.filter { $0.headers["idempotency-replayed"] == "true" }.count == 99)
        #expect(try bob.available(after: answers[0]) == 100_007)
    }

    @Test func `a key belongs to one user and one request`() throws {
        let (alice, bob) = (try node.user(), try node.user())
        #expect(try alice.transfer(1, to: bob, key: "k").body == "true")
        let other = try alice.transfer(2, to: bob, key: "k")
        #expect(other.status == 422)
        #expect(other.body.contains("idempotency-key-reused"))
        let last = try bob.transfer(2, to: alice, key: "k")
        #expect(last.body == "true")
        #expect(try alice.available(after: last) == 100_001)
    }

    @Test
    func `a registration under a key is done once, and its password can't be guessed from it`()
        throws
    {
        let name = node.uniqueName()
        func register(_ password: String) throws -> HTTPClient.Answer {
            try node.client().send(
                "POST",
                "/register",
                headers: ["Idempotency-Key": name],
                body: "{\"username\":\"\(name)\",\"email\":\"\(name)@example.org\","
                    + "\"password\":\"\(password)\"}"
            )
        }
        #expect(try register("password-1").body == "true")
        let again = try register("password-1")
        #expect(again.body == "true")
        #expect(again.headers["idempotency-replayed"] == "true")
        #expect(try register("password-2").status == 422)
        let body = Array(
            ("{\"username\":\"\(name)\",\"email\":\"\(name)@example.org\","
                + "\"password\":\"password-1\"}").utf8
        )
        let plain = Array("/register".utf8).withUnsafeBytes { path in
            body.withUnsafeBytes { IdempotencyKey.fingerprint("POST", path, $0) }
        }
        let rows = try node.database.connect().execute(
            "SELECT fingerprint FROM log.receipts WHERE right(key, length($1)) = $1",
            [.text(name)]
        )
        #expect(try rows.only().bytes(0) != plain)
    }

    @Test func `a stored refusal is replayed even if it would now succeed`() throws {
        let (alice, bob) = (try node.user(), try node.user())
        #expect(try alice.transfer(150_000, to: bob, key: "big").body == "false")
        #expect(try bob.transfer(100_000, to: alice).body == "true")
        let again = try alice.transfer(150_000, to: bob, key: "big")
        #expect(again.status == 409)
        #expect(again.headers["idempotency-replayed"] == "true")
        #expect(again.headers["tally-reason"] == "insufficient-funds")
    }
}
