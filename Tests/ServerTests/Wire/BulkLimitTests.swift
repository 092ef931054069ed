import Postgres
import TestSupport
import Testing

@testable import EventStore
@testable import Settings

/// How much a bulk may be, and what becomes of those for which there is no room or no time.
@Suite(.patient)
struct BulkLimitTests {
    private let node: RunningNode

    init() throws {
        node = try RunningNode.shared.get()
    }

    @Test func `a body above the limit is 413`() throws {
        let node = try RunningNode { $0.bulkBodyBytes = 100_000 }
        let (alice, bob) = (try node.user(), try node.user())
        let items = Array(repeating: bob.item(1), count: 4_000)
        let answer = try alice.bulk("each", items, key: "k")
        #expect(answer.status == 413)
        #expect(answer.body.contains("100000 bytes"))
    }

    @Test func `nobody but a signed-in user may send a larger body`() throws {
        let client = try node.client()
        try client.write(
            Array(
                ("POST /transfers/bulk HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 1000000\r\n\r\n{").utf8
            )
        )
        #expect(try client.readAnswer().status == 401)
    }

    @Test func `names that nobody has count like look-ups, each of them`() throws {
        let node = try RunningNode { $0.checkUserPerMinute = 3 }
        let (alice, bob) = (try node.user(), try node.user())
        let items = (0..<3).map { "{\"receiver_username\":\"nobody-\($0)\",\"amount\":1}" }
        #expect(try alice.bulk("each", items, key: "a").verdicts == "000")
        // Before anything is decided.
        #expect(try alice.transfer(1, to: bob).status == 429)
        #expect(try alice.bulk("each", items, key: "b").status == 429)
        #expect(try alice.bulk("each", [bob.item(1)], key: "c").status == 429)
    }

    @Test func `a bulk stops after the part that uses up the look-ups`() throws {
        let node = try RunningNode { $0.checkUserPerMinute = 100 }
        let (alice, bob) = (try node.user(), try node.user())
        let strangers = (0..<500).map { "{\"receiver_username\":\"nobody-\($0)\",\"amount\":1}" }
        let items = [bob.item(7)] + strangers + Array(repeating: bob.item(1), count: 500)
        let stopped = try alice.bulk("each", items, key: "names")
        #expect(stopped.status == 429)
        #expect(stopped.body.contains("Too many names"))
        let wait = try #require(stopped.headers["retry-after"].flatMap { Int($0) })
        #expect((60...241).contains(wait))
        let last = try bob.transfer(1, to: alice)
        #expect(try alice.available(after: last) == 100_000 - 7 + 1)
    }

    @Test func `while bulks fill the buffer others are 503, and then there is room again`() throws {
        let node = try RunningNode {
            $0.bulkBufferBytes = 1_024
            $0.commandAgeMilliseconds = 60_000
        }
        let (alice, bob) = (try node.user(), try node.user())
        let holder = try node.database.connect()
        try holder.script("BEGIN; SELECT pg_advisory_xact_lock(\(AppendLock.key))")
        let items = Array(repeating: bob.item(1), count: 40)
        let body = "{\"mode\":\"each\",\"items\":[\(items.joined(separator: ","))]}"
        try alice.client.write(
            Array(
                ("POST /transfers/bulk HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                    + "\(alice.token)\r\nContent-Type: application/json\r\n"
                    + "Idempotency-Key: held\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
                    + body).utf8
            )
        )
        try wait(until: "the bulk is held") {
            try node.client().send("GET", "/metrics").body
                .contains("tally_bulk_bytes \(body.utf8.count)")
        }
        let refused = try bob.bulk("each", [alice.item(1)], key: "k")
        #expect(refused.status == 503)
        #expect(refused.body.contains("overloaded"))
        #expect(refused.headers["retry-after"] == "1")
        holder.rollback()
        #expect(try alice.client.readAnswer().verdicts == String(repeating: "1", count: 40))
        #expect(try bob.bulk("each", [alice.item(1)], key: "k").body == "[true]")
    }

    @Test func `a bulk that is not decided in time is 503, and a retry does it once`() throws {
        let node = try RunningNode { $0.commandAgeMilliseconds = 300 }
        let (alice, bob) = (try node.user(), try node.user())
        let holder = try node.database.connect()
        try holder.script("BEGIN; SELECT pg_advisory_xact_lock(\(AppendLock.key))")
        let items = Array(repeating: bob.item(1), count: 600)
        let late = try alice.bulk("each", items, key: "late")
        #expect(late.status == 503)
        #expect(late.headers["retry-after"] == "1")
        holder.rollback()
        var again = try alice.bulk("each", items, key: "late")
        try wait(until: "the bulk is done") {
            again = try alice.bulk("each", items, key: "late")
            return again.status == 200
        }
        #expect(again.verdicts == String(repeating: "1", count: 600))
        #expect(try bob.available(after: again) == 100_600)
    }

    @Test func `bulks of many clients are all answered`() throws {
        let users = try (0..<8).map { _ in try node.user() }
        let receiver = try node.user()
        let body =
            "{\"mode\":\"each\",\"items\":[\(Array(repeating: receiver.item(1), count: 1_100).joined(separator: ","))]}"
        for user in users {
            let head =
                "POST /transfers/bulk HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(user.token)\r\n"
                + "Content-Type: application/json\r\nIdempotency-Key: many\r\n"
                + "Content-Length: \(body.utf8.count)\r\n\r\n"
            try user.client.write(Array((head + body).utf8))
        }
        for user in users {
            let answer = try user.client.readAnswer()
            #expect(answer.verdicts == String(repeating: "1", count: 1_100))
        }
        let last = try users[0].transfer(1, to: receiver)
        #expect(try receiver.available(after: last) == 100_000 + 8_801)
    }
}
