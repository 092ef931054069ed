import Postgres
import TestSupport
import Testing

@testable import Settings
@testable import Text

/// Many transfers in one request, over TCP.
@Suite(.patient)
struct BulkTests {
    private let node: RunningNode

    init() throws {
        node = try RunningNode.shared.get()
    }

    @Test func `in mode each the answer is an array in the order of the items`() throws {
        let (alice, bob, carol) = (try node.user(), try node.user(), try node.user())
        let items = [
            bob.item(90_000), carol.item(10_001), carol.item(10_000),
            #"{"receiver_username":"nobody-at-all","amount":"1.50","memo":"x"}"#,
        ]
        let answer = try alice.bulk("each", items, key: "each")
        #expect(answer.status == 200)
        #expect(answer.body == "[true,false,true,false]")
        #expect(answer.headers["content-type"] == "application/json")
        #expect(answer.headers["tally-reason"] == nil)
        #expect(try alice.available(after: answer) == 0)
        #expect(try bob.available(after: answer) == 190_000)
        #expect(try carol.available(after: answer) == 110_000)
    }

    @Test func `a receiver's other name may be null, in a request and in items`() throws {
        let (alice, bob) = (try node.user(), try node.user())
        let both = [
            #"{"receiver_id":\#(bob.id),"receiver_username":null,"amount":1}"#,
            #"{"receiver_username":"\#(bob.name)","receiver_id":null,"amount":1}"#,
        ]
        for body in both { #expect(try alice.send("POST", "/transfer", body).body == "true") }
        let answer = try alice.bulk("each", both, key: "null")
        #expect(answer.body == "[true,true]")
        #expect(try bob.available(after: answer) == 100_004)
    }

    @Test func `in mode all-or-nothing it is true, or false with the reason and the index`() throws
    {
        let (alice, bob) = (try node.user(), try node.user())
        let done = try alice.bulk("all-or-nothing", [bob.item(1), bob.item(2)], key: "a")
        #expect(done.status == 200)
        #expect(done.body == "true")
        #expect(try bob.available(after: done) == 100_003)
        let items = [bob.item(1), bob.item(99_998), alice.item(1)]
        let refused = try alice.bulk("all-or-nothing", items, key: "b")
        #expect(refused.status == 409)
        #expect(refused.body == "false")
        #expect(refused.reason == "insufficient-funds")
        #expect(refused.headers["tally-index"] == "1")
        #expect(refused.headers["tally-detail"] == nil)
        #expect(try bob.available(after: refused) == 100_003)
    }

    @Test func `linked items succeed or fail together`() throws {
        let (alice, bob) = (try node.user(), try node.user())
        let items = [
            bob.item(10, linked: true), bob.item(200_000), bob.item(1, linked: true), bob.item(2),
        ]
        let answer = try alice.bulk("each", items, key: "linked")
        #expect(answer.verdicts == "0011")
        #expect(try bob.available(after: answer) == 100_003)
    }

    @Test(arguments: ["each", "all-or-nothing"])
    func `a retry gets the same bytes and has no effect`(mode: String) throws {
        let (alice, bob) = (try node.user(), try node.user())
        let items = [bob.item(7), bob.item(100_000), bob.item(8)]
        let first = try alice.bulk(mode, items, key: "same")
        let again = try alice.bulk(mode, items, key: "same")
        #expect(again.status == first.status)
        #expect(again.bytes == first.bytes)
        #expect(again.headers["idempotency-replayed"] == "true")
        #expect(first.headers["idempotency-replayed"] == nil)
        for name in ["tally-position", "tally-index", "tally-reason"] {
            #expect(again.headers[name] == first.headers[name])
        }
        #expect(try bob.available(after: again) == (mode == "each" ? 100_015 : 100_000))
        let other = try alice.bulk(mode, [bob.item(7)], key: "same")
        #expect(other.status == 422)
        #expect(other.body.contains("idempotency-key-reused"))
        // The key is the client's for commands of every kind.
        #expect(try alice.transfer(1, to: bob, key: "same").status == 422)
        #expect(try alice.transfer(1, to: bob, key: "used").body == "true")
        #expect(try alice.bulk(mode, items, key: "used").status == 422)
    }

    @Test func `a bulk of many parts gives one array, and the same one again`() throws {
        let (alice, bob) = (try node.user(), try node.user())
        // Every third one is too much: 1,250 items are three parts.
        let items = (0..<1_250).map { bob.item($0 % 3 == 2 ? 1_000_000 : 10) }
        let expected = (0..<1_250).map { $0 % 3 == 2 ? "0" : "1" }.joined()
        let first = try alice.bulk("each", items, key: "long")
        #expect(first.status == 200)
        #expect(first.verdicts == expected)
        #expect(try bob.available(after: first) == 100_000 + 10 * 834)
        let again = try alice.bulk("each", items, key: "long")
        #expect(again.bytes == first.bytes)
        #expect(again.headers["idempotency-replayed"] == "true")
        #expect(again.position == first.position)
        let rows = try node.database.connect().execute(
            "SELECT count(*) FROM log.receipts WHERE actor = $1",
            [.int64(alice.id)]
        )
        #expect(try rows.only().int64(0) == 3)
    }

    @Test func `a bulk may be larger than other bodies`() throws {
        let (alice, bob) = (try node.user(), try node.user())
        let memo = String(repeating: "m", count: 190)
        let item = "{\"receiver_id\":\(bob.id),\"amount\":1,\"memo\":\"\(memo)\"}"
        let answer = try alice.bulk(
            "all-or-nothing",
            Array(repeating: item, count: 10_000),
            key: "large"
        )
        #expect(answer.body == "true")
        #expect(try bob.available(after: answer) == 110_000)
        let more = try alice.bulk("each", Array(repeating: item, count: 10_001), key: "larger")
        #expect(more.status == 422)
        #expect(more.body.contains("items must be an array of 1 to 10000 objects"))
    }

    @Test func `a key is required`() throws {
        let (alice, bob) = (try node.user(), try node.user())
        let answer = try alice.bulk("each", [bob.item(1)], key: nil)
        #expect(answer.status == 400)
        #expect(answer.body.contains("idempotency-key-required"))
    }

    @Test(arguments: [
        (#"{"mode":"each","items":[@,@,{"receiver_id":1,"amount":0}]}"#, "items[2].amount"),
        (#"{"mode":"each","items":[@,{"amount":1}]}"#, "items[1].receiver_username"),
        (
            #"{"mode":"each","items":[@,{"receiver_id":[[1],2],"amount":1}]}"#,
            "items[1].receiver_id"
        ),
        (#"{"mode":"each","items":[@,17]}"#, "items[1] must be an object, not an integer"),
        (#"{"mode":"each","items":[@,{"receiver_id":1,"amount":1,"x":{}}]}"#, "items[1].x"),
        (
            #"{"mode":"each","items":[@,{"receiver_id":1,"amount":1,"linked":1}]}"#,
            "items[1].linked must be true or false"
        ),
        (
            #"{"mode":"each","items":[@,{"receiver_id":1,"amount":1,"linked":true}]}"#,
            "items[1].linked must not be true for the last item"
        ),
        (#"{"mode":"some","items":[@]}"#, "mode must be"),
        (#"{"items":[@]}"#, "mode is required"),
        (#"{"mode":"each","items":[]}"#, "items must be an array of 1 to 10000 objects"),
        (#"{"mode":"each","items":{"a":1}}"#, "items must be an array of 1 to 10000 objects"),
        (#"{"mode":"each"}"#, "items is required"),
        (#"{"mode":"each","items":[@],"more":[1,2,3]}"#, "more is not a field"),
    ])
    func `a wrong item is named with its index, and nothing is done`(
        body: String,
        complaint: String
    ) throws {
        let (alice, bob) = (try node.user(), try node.user())
        let body = body.replacing("@", with: bob.item(5))
        let answer = try alice.send("POST", "/transfers/bulk", body, key: "wrong")
        #expect(answer.status == 422, "\(answer.body)")
        #expect(answer.body.contains(complaint), "\(answer.body)")
        #expect(try bob.available(after: answer) == 100_000)
        // The key is not used up.
        #expect(try alice.bulk("each", [bob.item(5)], key: "wrong").body == "[true]")
    }

    @Test func `what is not JSON is 400 with the place, and another type 415`() throws {
        let (alice, bob) = (try node.user(), try node.user())
        let body = "{\"mode\":\"each\",\"items\":[\(bob.item(1)),]}"
        let broken = try alice.send("POST", "/transfers/bulk", body, key: "k")
        #expect(broken.status == 400)
        #expect(broken.body.contains("at byte"))
        let other = try alice.client.send(
            "POST",
            "/transfers/bulk",
            token: alice.token,
            headers: ["Content-Type": "text/csv", "Idempotency-Key": "k"],
            body: "a"
        )
        #expect(other.status == 415)
    }

    @Test func `too many linked items are refused`() throws {
        let (alice, bob) = (try node.user(), try node.user())
        let items = Array(repeating: bob.item(1, linked: true), count: 500) + [bob.item(1)]
        let answer = try alice.bulk("each", items, key: "k")
        #expect(answer.status == 422)
        #expect(answer.body.contains("items[499].linked must not link more than 500 items"))
        let fewer = try alice.bulk("each", Array(items.dropFirst()), key: "k")
        #expect(fewer.verdicts == String(repeating: "1", count: 500))
    }

    @Test func `only an administrator names who pays`() throws {
        let (alice, bob, carol) = (try node.user(), try node.user(), try node.user())
        let items = [carol.item(10, from: bob)]
        let refused = try alice.bulk("each", items, key: "k")
        #expect(refused.status == 403)
        #expect(refused.body.contains("leave out from"))
        let administrator = try node.administrator()
        let unknown = #"{"receiver_id":\#(carol.id),"amount":1,"from":9000000000000000000}"#
        let paid = try administrator.bulk("each", items + [unknown], key: "k")
        #expect(paid.body == "[true,false]")
        #expect(try bob.available(after: paid) == 99_990)
        #expect(try carol.available(after: paid) == 100_010)
        let whole = try administrator.bulk("all-or-nothing", items + [unknown], key: "l")
        #expect(whole.reason == "sender-not-found")
        #expect(whole.headers["tally-index"] == "1")
    }

    @Test func `a bulk is in the journal, without its body`() throws {
        let (alice, bob) = (try node.user(), try node.user())
        let administrator = try node.administrator()
        #expect(try alice.bulk("all-or-nothing", [bob.item(200_000)], key: "j").body == "false")
        let command: JSONObject = try wait(until: "the bulk is recorded") {
            let answer = try administrator.get("/admin/commands?outcome=refused&limit=1000")
            guard case .array(let commands) = try JSONValue(answer.bytes) else { return nil }
            for case .object(let command) in commands
            where command["actor_id"] == .integer(alice.id) {
                return command
            }
            return nil
        }
        #expect(command["operation"] == .string("transferBulk") || command["route"] != nil)
        guard case .integer(let id)? = command["id"] else { return #expect(Bool(false)) }
        let retried = try administrator.send("POST", "/admin/commands/\(id)/retry")
        #expect(retried.reason == "command-not-kept")
    }
}
