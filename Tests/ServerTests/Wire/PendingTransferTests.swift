import Events
import Postgres
import TestSupport
import Testing

@testable import API
@testable import Model
@testable import Text

@Suite(.patient)
struct PendingTransferTests {
    private let node: RunningNode

    init() throws {
        node = try RunningNode.shared.get()
    }

    @Test func `reserved money is not available, and moves when it is posted`() throws {
        let (alice, bob) = (try node.user(), try node.user())
        let reserved = try alice.reserve(40_000, to: bob)
        #expect(reserved.status == 200)
        #expect(reserved.body == "true")
        let id = try #require(reserved.createdID)
        #expect(reserved.headers["location"] == "/transfers/\(id)")
        #expect(try alice.available(after: reserved) == 60_000)
        #expect(try bob.available(after: reserved) == 100_000)
        #expect(try alice.transfer(60_001, to: bob).reason == "insufficient-funds")
        let posted = try bob.send("POST", "/transfers/\(id)/post", #"{"amount":"150.00"}"#)
        #expect(posted.body == "true")
        #expect(try alice.available(after: posted) == 85_000)
        #expect(try bob.available(after: posted) == 115_000)
    }

    @Test func `a post without an amount posts everything`() throws {
        let (alice, bob) = (try node.user(), try node.user())
        let id = try #require(try alice.reserve(40_000, to: bob).createdID)
        let posted = try alice.send("POST", "/transfers/\(id)/post")
        #expect(posted.body == "true")
        #expect(try bob.available(after: posted) == 140_000)
    }

    @Test func `voided money is available again`() throws {
        let (alice, bob) = (try node.user(), try node.user())
        let id = try #require(try alice.reserve(40_000, to: bob).createdID)
        let voided = try bob.send("POST", "/transfers/\(id)/void")
        #expect(voided.body == "true")
        #expect(try alice.available(after: voided) == 100_000)
        #expect(try alice.send("POST", "/transfers/\(id)/void").reason == "transfer-voided")
        #expect(try alice.send("POST", "/transfers/\(id)/post").reason == "transfer-voided")
    }

    @Test func `a rule that forbids gives false and the reason`() throws {
        let (alice, bob) = (try node.user(), try node.user())
        let direct = try #require(try alice.transfer(1, to: bob).createdID)
        let id = try #require(try alice.reserve(40_000, to: bob).createdID)
        let post = "/transfers/\(id)/post"
        for (answer, reason) in [
            (try alice.reserve(60_000, to: bob), "insufficient-funds"),
            (try alice.reserve(1, to: alice), "same-account"),
            (
                try alice.send(
                    "POST",
                    "/transfers/pending",
                    #"{"receiver_username":"nobody-at-all","amount":1}"#
                ),
                "receiver-not-found"
            ),
            (try bob.send("POST", post, #"{"amount":40001}"#), "amount-above-pending"),
            (try bob.send("POST", post, #"{"amount":1,"currency":"USD"}"#), "wrong-currency"),
            (try alice.send("POST", "/transfers/\(direct)/post"), "transfer-not-pending"),
            (try alice.send("POST", "/transfers/\(direct)/void"), "transfer-not-pending"),
            (try bob.send("POST", "/transfers/\(id)/reverse"), "transfer-not-posted"),
        ] {
            #expect(answer.status == 409)
            #expect(answer.body == "false")
            #expect(answer.reason == reason)
        }
        #expect(try alice.send("POST", post).body == "true")
        #expect(try alice.send("POST", post).reason == "transfer-posted")
        #expect(try alice.send("POST", "/transfers/\(id)/void").reason == "transfer-posted")
    }

    @Test func `only its parties end a transfer, and only one that exists`() throws {
        let (alice, bob, carol) = (try node.user(), try node.user(), try node.user())
        let id = try #require(try alice.reserve(1, to: bob).createdID)
        for action in ["post", "void", "reverse"] {
            #expect(try carol.send("POST", "/transfers/\(id)/\(action)").status == 403)
            #expect(try carol.send("POST", "/transfers/987654321/\(action)").status == 404)
        }
        #expect(try node.client().send("POST", "/transfers/\(id)/void").status == 401)
    }

    @Test(arguments: [
        (#"{"receiver_id":1}"#, "amount"),
        (#"{"receiver_id":1,"amount":0}"#, "amount"),
        (#"{"receiver_id":1,"amount":1.5}"#, "amount"),
        (#"{"amount":1}"#, "receiver_username"),
        (#"{"receiver_id":1,"receiver_username":"bob","amount":1}"#, "receiver_id"),
        (#"{"receiver_id":1,"amount":1,"currency":"rub"}"#, "currency"),
        (#"{"receiver_id":1,"amount":1,"timeout_seconds":0}"#, "timeout_seconds"),
        (#"{"receiver_id":1,"amount":1,"timeout_seconds":2592001}"#, "timeout_seconds"),
        (#"{"receiver_id":1,"amount":1,"timeout":5}"#, "timeout"),
    ])
    func `a field that is wrong is named`(body: String, field: String) throws {
        let user = try node.user()
        let answer = try user.send("POST", "/transfers/pending", body)
        #expect(answer.status == 422)
        #expect(answer.body.contains("\"field\":\"\(field)\""))
    }

    @Test(arguments: [
        ("post", #"{"amount":"1.001"}"#, "amount"),
        ("post", #"{"amount":-1}"#, "amount"),
        ("post", #"{"units":1}"#, "units"),
        ("void", #"{"amount":1}"#, "amount"),
        ("reverse", #"{"amount":1}"#, "amount"),
    ])
    func `an end takes no other fields`(action: String, body: String, field: String) throws {
        let user = try node.user()
        let answer = try user.send("POST", "/transfers/1/\(action)", body)
        #expect(answer.status == 422)
        #expect(answer.body.contains("\"field\":\"\(field)\""))
    }

    @Test func `each command under a key is done once`() throws {
        let (alice, bob) = (try node.user(), try node.user())
        let reserved = try alice.reserve(40_000, to: bob, key: "r")
        let again = try alice.reserve(40_000, to: bob, key: "r")
        #expect(again.headers["idempotency-replayed"] == "true")
        #expect(again.headers["location"] == reserved.headers["location"])
        let id = try #require(reserved.createdID)
        var last = reserved
        for path in ["/transfers/\(id)/post", "/transfers/\(id)/reverse"] {
            let first = try bob.send("POST", path, key: path)
            let second = try bob.send("POST", path, key: path)
            #expect(first.body == "true" && second.body == "true")
            #expect(second.headers["idempotency-replayed"] == "true")
            #expect(second.position == first.position)
            last = first
        }
        #expect(try alice.available(after: last) == 100_000)
    }

    @Test func `a list by status has a transfer until its next step, for both sides`()
        throws
    {
        let (alice, bob) = (try node.user(), try node.user())
        let direct = try #require(try alice.transfer(1, to: bob).createdID)
        let one = try #require(try alice.reserve(10, to: bob).createdID)
        let reserved = try alice.reserve(20, to: bob, seconds: 2_592_000)
        let two = try #require(reserved.createdID)
        for user in [alice, bob] {
            #expect(try user.listed("pending", after: reserved.position) == [two, one])
        }
        let posted = try bob.send("POST", "/transfers/\(one)/post")
        for user in [alice, bob] {
            #expect(try user.listed("pending", after: posted.position) == [two])
            #expect(try user.listed("posted", after: posted.position).prefix(2) == [one, direct])
        }
        let voided = try bob.send("POST", "/transfers/\(two)/void")
        let reversed = try bob.send("POST", "/transfers/\(one)/reverse")
        for user in [alice, bob] {
            #expect(try user.listed("pending", after: voided.position) == [])
            #expect(try user.listed("voided", after: voided.position) == [two])
            #expect(try user.listed("reversed", after: reversed.position) == [one])
            #expect(try !user.listed("posted", after: reversed.position).contains(one))
        }
    }

    @Test func `a pending transfer shows its deadline, and the next page keeps the status`()
        throws
    {
        let (alice, bob) = (try node.user(), try node.user())
        _ = try alice.reserve(1, to: bob, seconds: 60)
        let reserved = try alice.reserve(2, to: bob, seconds: 3_600)
        let id = try #require(reserved.createdID)
        let path = "/transactions?status=pending&limit=1&min_position=\(reserved.position ?? 0)"
        let list = try alice.get(path)
        #expect(list.headers["link"]?.hasPrefix("</transactions?status=pending&before=") == true)
        let row = try #require(try rows(list).first)
        let (deadline, start) = (try time(row["expires_at"]), try time(row["timestamp"]))
        #expect(deadline.microseconds - start.microseconds == 3_600_000_000)
        let voided = try alice.send("POST", "/transfers/\(id)/void")
        let position = try #require(voided.position)
        let after = try rows(alice.get("/transactions?limit=2&min_position=\(position)"))
        #expect(after.map { $0["expires_at"] == .null } == [true, false])
    }

    private func rows(_ list: HTTPClient.Answer) throws -> [JSONObject] {
        guard case .array(let elements) = try JSONValue(Array(list.body.utf8)) else { return [] }
        return elements.compactMap { if case .object(let object) = $0 { object } else { nil } }
    }

    private func time(_ value: JSONValue?) throws -> Timestamp {
        guard case .string(let text)? = value else { return try #require(nil) }
        return try #require(Timestamp(rfc3339: text))
    }

    @Test func `a transfer that runs out is swept and its money is free`() throws {
        let node = try RunningNode()
        let (alice, bob) = (try node.user(), try node.user())
        let reserved = try alice.reserve(40_000, to: bob, seconds: 1)
        let id = try #require(reserved.createdID)
        // The sweeper's two events come after the reservation's two.
        let after = try #require(reserved.position) + 2
        var swept = try alice.get("/balance?min_position=\(after)")
        try wait(until: "the transfer is swept") {
            swept = try alice.get("/balance?min_position=\(after)")
            return swept.status != 503
        }
        #expect(swept.body.contains("\"available\":100000"))
        #expect(try alice.listed("pending", after: after) == [])
        #expect(try alice.listed("expired", after: after) == [id])
        #expect(try bob.send("POST", "/transfers/\(id)/post").reason == "transfer-expired")
    }
}
