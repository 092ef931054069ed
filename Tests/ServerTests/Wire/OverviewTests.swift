import Glibc
import Postgres
import Queries
import TestSupport
import Testing

@testable import API
@testable import Cache
@testable import Node
@testable import Runtime
@testable import Text

@Suite(.patient)
struct OverviewTests {
    private let node: RunningNode

    init() throws {
        node = try RunningNode()
    }

    private struct Overview {
        let object: JSONObject

        init(_ answer: HTTPClient.Answer) throws {
            guard answer.status == 200 else { throw Complaint("\(answer.status) \(answer.body)") }
            object = try JSONObject(Array(answer.body.utf8))
            guard object["position"] == answer.position.map(JSONValue.integer) else {
                throw Complaint("the body says another position than the header")
            }
        }

        func list(_ name: String) -> [JSONObject] {
            guard case .array(let elements)? = object[name] else { return [] }
            return elements.compactMap { element in
                if case .object(let object) = element { object } else { nil }
            }
        }

        func total(_ name: String) -> JSONValue? {
            guard case .object(let totals)? = object["totals"] else { return nil }
            return totals[name]
        }

        func kind(_ type: String, _ currency: String) -> JSONObject? {
            list("kinds").first {
                $0["type"] == .string(type) && $0["currency"] == .string(currency)
            }
        }
    }

    private func overview(after position: Int64) throws -> Overview {
        try Overview(try node.client().send("GET", "/overview?min_position=\(position)"))
    }

    @Test func `the overview counts everybody's commands, and has nobody's name`() throws {
        let (alice, bob) = (try node.user(), try node.user())
        _ = try alice.transfer(1_250, to: bob)
        let last = try #require(try bob.transfer(50, to: alice).createdID)
        let overview = try overview(after: last)
        #expect(
            overview.object.members.map(\.name) == [
                "position", "version", "totals", "kinds", "hours", "read_models", "rates",
            ]
        )
        #expect(overview.object["version"] == .string(tallyVersion))
        #expect(overview.total("users") == .integer(2))
        #expect(overview.total("transfers") == .integer(4))
        #expect(overview.total("holds") == .integer(0))
        #expect(overview.total("orders") == .integer(0))
        let transfers = try #require(overview.kind("transfer", "RUB"))
        #expect(transfers["count"] == .integer(2))
        #expect(transfers["amount"] == .integer(1_300))
        #expect(overview.kind("opening_grant", "RUB")?["count"] == .integer(2))
        let hours = overview.list("hours").compactMap { $0["count"] }
        #expect(hours.count == 24)
        // The hour may have ended meanwhile.
        let recent = Array(hours.suffix(2))
        #expect(recent.contains(.integer(4)) || recent == [.integer(3), .integer(1)])
        #expect(!overview.list("read_models").isEmpty)
        for model in overview.list("read_models") {
            #expect(
                model.members.map(\.name) == ["name", "position", "lag_events", "lag_seconds"]
            )
        }
    }

    @Test func `the overview needs no sign-in, has a tag, and waits for a position`() throws {
        let client = try node.client()
        let answer = try client.send("GET", "/overview")
        #expect(answer.status == 200)
        #expect(answer.headers["age"] != nil)
        let tag = try #require(answer.headers["etag"])
        let again = try client.send("GET", "/overview", headers: ["If-None-Match": tag])
        #expect(again.status == 304)
        #expect(try client.send("HEAD", "/overview").body == "")
        let impatient = try RunningNode.impatient.get().client()
        #expect(try impatient.send("GET", "/overview?min_position=\(Int64.max)").status == 503)
        #expect(try client.send("GET", "/overview?skip=1").status == 422)
        #expect(try client.send("GET", "/overview", token: "not.a.token").status == 200)
    }

    @Test func `one worker reads for everybody who asks meanwhile`() throws {
        // The reading stands still until everybody has asked.
        let blocking = try node.database.connect()
        try blocking.script("BEGIN; LOCK TABLE read.counters")
        let queries = node.node.service.queries
        let before = queries.cache.figures.misses
        let clients = try (0..<40).map { _ in try node.client() }
        let request = Array("GET /overview HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)
        for client in clients { try client.write(request) }
        try wait(until: "everybody has asked") { queries.cache.figures.misses >= before + 40 }
        // Other tests ask the same node meanwhile, but not that much.
        #expect(queries.depth < 20)
        #expect(try waitingBackends() <= 1)
        try blocking.script("ROLLBACK")
        for client in clients { #expect(try client.readAnswer().status == 200) }
    }

    /// Connections of queries that wait for a lock.
    private func waitingBackends() throws -> Int64 {
        try node.database.connect().execute(
            """
            SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock'
                AND query LIKE '%read.counters AS t%'
            """
        ).only().int64(0)
    }

    @Test func `rates are the last recorded ones`() throws {
        try node.record([("EUR", "0.92"), ("RUB", "81.5")], secondsAgo: 5)
        let client = try node.client()
        // Nobody waits for what the writer outside of the node has recorded.
        let rates = try wait(until: "the rates are shown") {
            let rates = try client.send("GET", "/rates")
            return rates.body.contains("81.5") ? rates : nil
        }
        let position = try #require(rates.position)
        guard case .object(let found)? = try overview(after: position).object["rates"] else {
            Issue.record("no rates")
            return
        }
        #expect(found["count"] == .integer(2))
        #expect(found["stale"] == .bool(false))
    }

    @Test func `the public feed adds up to the later overview`() throws {
        let (alice, bob) = (try node.user(), try node.user())
        let before = try overview(after: bob.registeredAt)
        guard case .integer(let place)? = before.object["position"] else {
            throw Complaint("no position")
        }
        let stream = try FeedStream(node, after: place)
        for units in [5, 7, 11] as [Int64] { _ = try alice.transfer(units, to: bob) }
        let pending = try alice.reserve(100, to: bob)
        let last = try #require(pending.createdID)
        var told = ToldCounts()
        for block in try stream.events(through: last) {
            told += try ToldCounts(parsing: block.data)
        }
        #expect(told.topics == ["transactions": 4])
        #expect(told.kinds == ["transfer RUB": ToldCounts.Total(count: 3, amount: 23)])
        let after = try overview(after: try #require(stream.lastID))
        #expect(before.kind("transfer", "RUB") == nil)
        #expect(after.kind("transfer", "RUB")?["count"] == .integer(3))
        #expect(after.kind("transfer", "RUB")?["amount"] == .integer(23))
    }
}
