import Events
import Postgres
import TestSupport
import Testing

@testable import Runtime
@testable import Settings
@testable import Text

@Suite(.patient)
struct FeedTests {
    private let node: RunningNode

    init() throws {
        node = try RunningNode.shared.get()
    }

    @Test func `both sides of a transfer get its frame at once, with the content of a query`()
        throws
    {
        let (alice, bob) = (try node.user(), try node.user())
        let streams = try [alice, bob].map {
            try FeedStream(node, token: $0.token, after: bob.registeredAt).begin()
        }
        let done = try alice.send(
            "POST",
            "/transfer",
            #"{"receiver_id":\#(bob.id),"amount":1250,"memo":"for\ntea"}"#
        )
        let id = try #require(done.createdID)
        for stream in streams {
            #expect(stream.answer.headers["content-type"] == "text/event-stream")
            let block = try stream.next()
            #expect(block.id == id)
            #expect(block.event == "transaction")
            let start =
                #"{"id":\#(id),"type":"transfer","sender_id":\#(alice.id),"receiver_id":\#(bob.id),"#
                + #""amount":1250,"currency":"RUB","memo":"for\ntea","status":"posted","timestamp":""#
            #expect(block.data.hasPrefix(start))
        }
        // The read models have the event already: the query does not wait.
        let list = try bob.get("/transactions?limit=1&min_position=\(id)")
        #expect(list.body.contains(#""id":\#(id),"#))
    }

    @Test func `a hold is sent to its owner`() throws {
        let (alice, bob, admin) = (try node.user(), try node.user(), try node.administrator())
        let slot = try #require(
            try admin.send("POST", "/slots", #"{"title":"Tea","capacity":2}"#).createdID
        )
        let stream = try FeedStream(node, token: alice.token, after: alice.registeredAt).begin()
        _ = try bob.send("POST", "/slots/\(slot)/hold", key: "other")
        let held = try alice.send("POST", "/slots/\(slot)/hold", key: "own")
        let hold = try #require(held.createdID)
        _ = try alice.send("DELETE", "/holds/\(hold)")
        let events = [try stream.next(), try stream.next()]
        #expect(events.map(\.event) == ["hold", "hold"])
        let start = #"{"hold_id":\#(hold),"slot_id":\#(slot),"state":"#
        #expect(events[0].data.hasPrefix(start + #""held","expires_at":""#))
        #expect(events[1].data == start + #""cancelled"}"#)
    }

    @Test func `an administrator gets everybody's events`() throws {
        let (alice, bob, admin) = (try node.user(), try node.user(), try node.administrator())
        let stream = try FeedStream(node, token: admin.token).begin()
        let first = try #require(try alice.transfer(1, to: bob).createdID)
        let second = try #require(try bob.transfer(1, to: alice).createdID)
        // Other tests' events may come between.
        let ids = try stream.events(through: second).map(\.id)
        #expect(ids.contains(first))
        #expect(ids.last == second)
    }

    @Test func `a reader without a token gets counts and nothing else`() throws {
        let (alice, bob) = (try node.user(), try node.user())
        let stream = try FeedStream(node).begin()
        let id = try #require(try alice.transfer(1, to: bob).createdID)
        let block = try stream.events(through: id).last
        let object = try JSONObject(Array((block?.data ?? "").utf8))
        #expect(
            object.members.map(\.name) == [
                "position", "transactions", "holds", "orders", "kinds",
            ]
        )
        #expect(block?.event == "counts")
        guard case .integer(let position)? = object["position"] else { throw Complaint("no place") }
        #expect(position == block?.id)
    }

    @Test func `the cookie replaces the header for the feed, and nowhere else`() throws {
        let (alice, bob) = (try node.user(), try node.user())
        let stream = try FeedStream(node, cookie: alice.token, after: alice.registeredAt).begin()
        let id = try #require(try bob.transfer(1, to: alice).createdID)
        #expect(try stream.next().id == id)
        let cookie = ["Cookie": "tally_feed=\(alice.token)"]
        #expect(try node.client().send("GET", "/me", headers: cookie).status == 401)
    }

    @Test(arguments: ["nonsense", "a.b.c", ""])
    func `an invalid token gets 401, never the public feed`(_ token: String) throws {
        #expect(try FeedStream(node, token: token).answer.status == 401)
        #expect(try FeedStream(node, cookie: token).answer.status == 401)
    }

    @Test(arguments: [
        "Last-Event-ID: -1", "Last-Event-ID: x", "Last-Event-ID: 1\r\nLast-Event-ID: 2",
        "Last-Event-ID: 99999999999999999999", "Last-Event-ID: 9223372036854775807",
    ])
    func `an invalid id is refused`(_ header: String) throws {
        let client = try node.client()
        try client.write(Array("GET /feed HTTP/1.1\r\nHost: localhost\r\n\(header)\r\n\r\n".utf8))
        let answer = try client.readAnswer()
        #expect(answer.status == 422)
        #expect(answer.body.contains("Last-Event-ID"))
    }

    @Test(arguments: ["?last_event_id=x", "?token=secret", "?min_position=1"])
    func `an unknown parameter is refused`(_ query: String) throws {
        #expect(try FeedStream(node, query: query).answer.status == 422)
    }

    @Test func `the header takes precedence over the id in the query`() throws {
        let (alice, bob) = (try node.user(), try node.user())
        let first = try #require(try alice.transfer(1, to: bob).createdID)
        let second = try #require(try alice.transfer(1, to: bob).createdID)
        let query = "?last_event_id=0"
        let own = try FeedStream(node, token: bob.token, after: first, query: query)
        #expect(try own.next().id == second)
        let all = try FeedStream(node, token: bob.token, query: query)
        // The opening grant comes first.
        #expect(try all.events(through: second).map(\.id).suffix(2) == [first, second])
    }

    @Test func `HEAD begins no stream`() throws {
        let client = try node.client()
        let head = try client.send("HEAD", "/feed")
        #expect(head.headers["content-type"] == "text/event-stream")
        #expect(try client.send("GET", "/health").status == 200)
    }

    @Test func `a user's streams are limited`() throws {
        let node = try RunningNode {
            $0.feedLimitPerUser = 1
            $0.feedLimit = 2
        }
        let alice = try node.user()
        let first = try FeedStream(node, token: alice.token).begin()
        let second = try FeedStream(node, token: alice.token).answer
        #expect(second.status == 429)
        #expect(second.headers["retry-after"] != nil)
        let other = try FeedStream(node).begin()
        #expect(try FeedStream(node).answer.status == 503)
        _ = (first, other)
    }

    @Test func `a stream ends when its token expires, and the token is refused afterwards`() throws
    {
        let node = try RunningNode { $0.tokenSeconds = 4 }
        let alice = try node.user()
        let streams = [
            try FeedStream(node, token: alice.token, after: alice.registeredAt).begin(),
            try FeedStream(node, cookie: alice.token, after: alice.registeredAt).begin(),
        ]
        for stream in streams {
            let end = try stream.next()
            #expect(end.event == "end")
            #expect(end.data == #"{"reason":"expired"}"#)
            #expect(stream.client.isEnded())
        }
        #expect(try FeedStream(node, token: alice.token).answer.status == 401)
        #expect(try FeedStream(node, cookie: alice.token).answer.status == 401)
    }

    @Test func `a sign-in's cookie opens the feed, and a sign-out ends it`() throws {
        let alice = try node.user()
        let client = try node.client()
        let signedIn = try client.send(
            "POST",
            "/token",
            body: "{\"username\":\"\(alice.name)\",\"password\":\"password-1\"}"
        )
        let field = try #require(signedIn.headers["set-cookie"])
        let pair = try #require(field.split(separator: ";").first)
        let token = String(pair.dropFirst("tally_feed=".count))
        let stream = try FeedStream(node, cookie: token, after: alice.registeredAt).begin()
        let other = try FeedStream(node, token: alice.token, after: alice.registeredAt).begin()
        #expect(try client.send("POST", "/logout", token: token).body == "true")
        let end = try stream.next()
        #expect(end.event == "end")
        #expect(end.data == #"{"reason":"revoked"}"#)
        #expect(stream.client.isEnded())
        #expect(try FeedStream(node, cookie: token).answer.status == 401)
        // The user's other session continues.
        let id = try #require(try alice.transfer(1, to: try node.user()).createdID)
        #expect(try other.next().id == id)
    }
}
