import Postgres
import TestSupport
import Testing

@testable import Node
@testable import Settings

@Suite(.patient)
struct OperationsTests {
    @Test func `health and readiness need no token`() throws {
        let node = try RunningNode.shared.get()
        let client = try node.client()
        #expect(try client.send("GET", "/health").body.contains("\"status\":\"ok\""))
        let ready = try client.send("GET", "/ready")
        #expect(ready.status == 200)
        #expect(ready.body.contains("\"projections\":{\"activity\":"))
    }

    @Test func `metrics are Prometheus text with every part of the service`() throws {
        let node = try RunningNode.shared.get()
        let user = try node.user()
        _ = try user.get("/balance")
        let metrics = try user.client.send("GET", "/metrics")
        #expect(metrics.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
        for name in [
            "tally_commands_total{outcome=\"done\"}", "tally_batch_seconds_bucket{le=\"+Inf\"}",
            "tally_command_queue", "tally_cache_hits_total", "tally_log_position",
            "tally_projection_lag{projection=\"balances\"}", "tally_http_connections",
            "tally_projection_state{projection=\"users\"} 0", "process_resident_memory_bytes ",
        ] {
            #expect(metrics.body.contains(name))
        }
        for line in metrics.body.split(separator: "\n") where !line.hasPrefix("#") {
            #expect(line.split(separator: " ").count == 2)
            #expect(Double(line.split(separator: " ").last ?? "") != nil)
        }
    }

    @Test func `a poison event stops its projection visibly, and others go on`() throws {
        let node = try RunningNode { $0.positionWaitMilliseconds = 50 }
        let (alice, bob) = (try node.user(), try node.user())
        let answer = try alice.transfer(1, to: bob)
        let position = try #require(answer.position) + 1
        try node.stopHolds(at: position)
        var ready = try alice.client.send("GET", "/ready")
        try wait(until: "the node is not ready") {
            ready = try alice.client.send("GET", "/ready")
            return ready.status != 200
        }
        #expect(ready.body.contains("The projection holds has stopped"))
        #expect(ready.headers["retry-after"] == "1")
        let path = "/balance?min_position=\(position)"
        var balance = try alice.get(path)
        try wait(until: "the balance is read") {
            balance = try alice.get(path)
            return balance.status != 503
        }
        #expect(balance.status == 200)
        #expect(try alice.get("/holds?min_position=\(position)").status == 503)
        let metrics = try alice.client.send("GET", "/metrics")
        #expect(metrics.body.contains("tally_projection_state{projection=\"holds\"} 2"))
    }

    @Test func `a full queue is a fast 503 without effect`() throws {
        let node = try RunningNode { $0.queueLimit = 1 }
        let (alice, bob) = (try node.user(), try node.user())
        let body = "{\"receiver_id\":\(bob.id),\"amount\":1}"
        let request =
            "POST /transfer HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(alice.token)\r\n"
            + "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        // In one segment, so that they come in one turn of the loop and meet one free place.
        try alice.client.write(Array(String(repeating: request, count: 20).utf8))
        let answers = try (0..<20).map { _ in try alice.client.readAnswer() }
        let done = answers.filter { $0.status == 200 }
        let turnedAway = answers.filter { $0.status == 503 && $0.headers["retry-after"] != nil }
        #expect(!done.isEmpty)
        #expect(!turnedAway.isEmpty)
        #expect(done.count + turnedAway.count == 20)
        let last = done.max { ($0.position ?? 0) < ($1.position ?? 0) }
        #expect(try bob.available(after: last) == 100_000 + Int64(done.count))
    }

    @Test func `a stop answers every accepted request`() throws {
        let node = try RunningNode()
        let (alice, bob) = (try node.user(), try node.user())
        let body = "{\"receiver_id\":\(bob.id),\"amount\":1}"
        let request =
            "POST /transfer HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(alice.token)\r\n"
            + "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        try alice.client.write(Array(String(repeating: request, count: 20).utf8))
        // The first answer shows that the requests have arrived.
        var done = try alice.client.readAnswer().status == 200 ? 1 : 0
        node.node.stop()
        for _ in 1..<20 where try alice.client.readAnswer().status == 200 {
            done += 1
        }
        let connection = try node.database.connect()
        let rows = try connection.script(
            "SELECT count(*) FROM log.events WHERE data ->> 'kind' = 'transfer'"
        )
        #expect(try rows.first?.first?.string(0) == "\(done * 2)")
        #expect(throws: HTTPClient.Lost.self) { try node.client() }
    }

    @Test func `two nodes share a database, and each reads the other's writes`() throws {
        let first = try RunningNode()
        let second = try RunningNode(on: first.database)
        let (alice, bob) = (try first.user("alice"), try first.user("bob"))
        for amount in 1...20 {
            let sender = SignedIn(
                id: alice.id,
                name: alice.name,
                token: alice.token,
                client: try (amount % 2 == 0 ? first : second).client(),
                registeredAt: alice.registeredAt
            )
            let answer = try sender.transfer(Int64(amount), to: bob)
            #expect(answer.body == "true")
            let reader = SignedIn(
                id: bob.id,
                name: bob.name,
                token: bob.token,
                client: try (amount % 2 == 0 ? second : first).client(),
                registeredAt: bob.registeredAt
            )
            let expected = 100_000 + Int64(amount * (amount + 1) / 2)
            #expect(try reader.available(after: answer) == expected)
        }
    }
}
