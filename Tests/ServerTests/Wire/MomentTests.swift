import Entities
import Events
import Postgres
import TestSupport
import Testing

@testable import API
@testable import EventStore
@testable import Model
@testable import Node
@testable import Settings
@testable import Text

/// Answers about a moment are complete.
@Suite(.patient)
struct MomentTests {
    private struct Said {
        let path: String
        let body: String
    }

    /// This machine's time, which is PostgreSQL's too, some milliseconds ago.
    private func time(ago milliseconds: Int64 = 0) -> String {
        var text: [UInt8] = []
        TimestampText.append(SystemTime().now().microseconds - milliseconds * 1_000, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// The balance by the log of a wallet that only gave single units away.
    private func available(_ user: SignedIn, at time: String, _ node: RunningNode) throws -> Int64 {
        let row = try node.database.connect().execute(
            """
            SELECT 100000 - count(*) FROM log.events
            WHERE stream = 'account-' || $1::bigint AND type = 'account.debited'
                AND recorded_at <= $2::text::timestamptz
            """,
            [.int64(user.id), .text(time)]
        )
        return try row.only().int64(0)
    }

    @Test func `an answer about a moment never changes while money moves`() throws {
        let node = try RunningNode()
        let (alice, bob) = (try node.user(), try node.user())
        let traffic = Traffic(node.node.port, from: alice, to: bob)
        try traffic.wait(for: 5)
        var balances: [(time: String, said: Said)] = []
        var statements: [Said] = []
        for round in 0..<60 {
            let time = time(ago: round % 3 == 0 ? 20 : 0)
            let path = "/balances?at=\(time)"
            let then = try alice.get(path)
            #expect(then.status == 200, "\(then.body)")
            balances.append((time, Said(path: path, body: then.body)))
            // The last lines, since a statement has a limit of lines.
            let begin = "/statement?from=\(self.time(ago: 200))"
            let statement = try alice.get(begin)
            #expect(statement.status == 200, "\(statement.body)")
            let period = "\(begin)&to=\(try #require(try statement.text("to")))"
            statements.append(Said(path: period, body: statement.body))
            let until = "\(begin)&format=csv&to=\(self.time())"
            let csv = try bob.get(until)
            #expect(csv.status == 200, "\(csv.body)")
            #expect(try bob.get(until).body == csv.body)
        }
        let done = traffic.done
        try traffic.wait(for: done + 20)
        _ = try traffic.stop()
        for (time, said) in balances {
            let available = try available(alice, at: time, node)
            #expect(said.body.contains("\"available\":\(available),"), "\(time): \(said.body)")
        }
        for said in balances.map(\.said) + statements {
            #expect(try alice.get(said.path).body == said.body)
        }
    }

    @Test func `a statement without an end has everything from before the request`() throws {
        let node = try RunningNode.shared.get()
        let (alice, bob) = (try node.user(), try node.user())
        for count in 1...30 {
            #expect(try alice.transfer(1, to: bob).body == "true")
            let statement = try alice.get("/statement").body
            #expect(statement.contains("\"closing_balance\":\(100_000 - count),"))
        }
    }

    @Test func `a question about a moment waits while the read models are stalled`()
        throws
    {
        let node = try RunningNode { $0.positionWaitMilliseconds = 300 }
        let (alice, bob) = (try node.user(), try node.user())
        let before = try #require(try alice.transfer(1, to: bob).position)
        #expect(try alice.available() == 99_999)
        let past = time()
        let stall = try node.stall()
        let position = try #require(try alice.transfer(10, to: bob).position)
        let now = time()
        for path in [
            "/balances?at=\(now)", "/balances?at=\(position)", "/statement", "/statement?to=\(now)",
        ] {
            // Also for a user without commands, and for one who waives own writes.
            for user in [alice, bob] {
                let answer = try user.get(path, headers: ["Tally-Own-Writes": "off"])
                #expect(answer.status == 503, "\(path): \(answer.body)")
                #expect(answer.body.contains("/problems/position-not-reached"))
                #expect(answer.headers["retry-after"] == "1")
            }
        }
        // Everything that was recorded until then is there.
        for path in ["/balances?at=\(past)", "/balances?at=\(before)"] {
            #expect(try bob.get(path).body.contains("\"available\":100001,"))
        }
        #expect(try bob.get("/statement?to=\(past)").body.contains("\"closing_balance\":100001,"))
        stall.rollback()
        #expect(try alice.available() == 99_989)
        for path in ["/balances?at=\(now)", "/balances?at=\(position)"] {
            #expect(try bob.get(path).body.contains("\"available\":100011,"))
        }
        for path in ["/statement", "/statement?to=\(now)"] {
            #expect(try bob.get(path).body.contains("\"closing_balance\":100011,"))
        }
    }

    @Test func `while the log's end is locked only closed moments are answered`() throws {
        let node = try RunningNode { $0.positionWaitMilliseconds = 300 }
        let (alice, bob) = (try node.user(), try node.user())
        #expect(try bob.available(after: try alice.transfer(1, to: bob)) == 100_001)
        let past = time()
        // A batch that begins later than that closes it.
        #expect(try alice.transfer(1, to: bob).body == "true")
        #expect(try alice.available() == 99_998)
        let holder = try node.database.connect()
        try holder.script("BEGIN; SELECT pg_advisory_xact_lock(\(AppendLock.key))")
        let now = time()
        for path in [
            "/statement", "/statement?to=\(now)", "/balances?at=\(now)",
            "/balances?at=\(Int64.max)",
        ] {
            let answer = try bob.get(path)
            #expect(answer.status == 503, "\(path): \(answer.body)")
        }
        #expect(try bob.get("/balances?at=\(past)").body.contains("\"available\":100001,"))
        #expect(try bob.get("/statement?to=\(past)").body.contains("\"closing_balance\":100001,"))
        #expect(try bob.get("/balance").body.contains("\"available\":100002,"))
        holder.rollback()
        var answer = try bob.get("/balances?at=\(now)")
        try wait(until: "the moment is read") {
            answer = try bob.get("/balances?at=\(now)")
            return answer.status != 503
        }
        #expect(answer.body.contains("\"available\":100002,"))
    }

    @Test func `a future time is refused, and a statement until then ends now`() throws {
        let user = try RunningNode.shared.get().user()
        for at in ["2999-01-01T00:00:00Z", time(ago: -60_000)] {
            let answer = try user.get("/balances?at=\(at)")
            #expect(answer.status == 422)
            #expect(answer.body.contains("at must not be in the future"))
        }
        let before = time()
        let statement = try user.get("/statement?to=2999-01-01")
        let end = try #require(try statement.text("to"))
        let moment = try #require(Timestamp(rfc3339: end))
        #expect(try #require(Timestamp(rfc3339: before)) <= moment)
        #expect(moment.microseconds <= SystemTime().now().microseconds)
        let again = try user.get(
            "/statement?from=\(try #require(try statement.text("from")))&to=\(end)"
        )
        #expect(again.body == statement.body)
        #expect(again.position == statement.position)
        let future = try user.get("/statement?from=2999-01-01&to=2999-02-01")
        #expect(future.status == 422)
        #expect(future.body.contains("from must not be in the future"))
    }

    @Test
    func `a position of another node is waited for, and one beyond the end is refused`()
        throws
    {
        let first = try RunningNode()
        let second = try RunningNode(on: first.database)
        let (alice, bob) = (try first.user(), try first.user())
        let client = try second.client()
        for count in Int64(1)...20 {
            let position = try #require(try alice.transfer(1, to: bob).position)
            let answer = try client.send("GET", "/balances?at=\(position)", token: alice.token)
            #expect(answer.status == 200, "\(answer.body)")
            #expect(answer.body.contains("\"available\":\(100_000 - count),"))
            #expect(answer.position == position)
            let beyond = try client.send("GET", "/balances?at=\(position + 1)", token: alice.token)
            #expect(beyond.status == 422)
            #expect(beyond.body.contains("at must be at most \(position), where the log ends"))
        }
    }
}
