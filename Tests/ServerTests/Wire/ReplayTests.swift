import Postgres
import Replay
import TestSupport
import Testing

@testable import Model
@testable import Node
@testable import Runtime
@testable import Text

/// The job `replay`, over the wire.
@Suite(.patient)
struct ReplayTests {
    @Test func `read models are rebuilt under traffic while queries are answered`() throws {
        let node = try RunningNode()
        let administrator = try node.administrator()
        let (alice, bob) = (try node.user(), try node.user())
        let traffic = Traffic(node.node.port, from: alice, to: bob)
        try traffic.wait(for: 50)
        let before = traffic.done
        let job = try administrator.run("replay") { _ in try expectAnswers(bob) }
        let after = traffic.done
        try traffic.wait(for: after + 10)
        let position = try traffic.stop()
        #expect(after > before, "transfers went on")
        guard case .object(let result)? = job["result"] else {
            throw Complaint("no result: \(job)")
        }
        let models = Int64(ReadModel.allCases.count)
        #expect(result["differences"] == .integer(0))
        #expect(result["failures"] == .integer(0))
        #expect(result["read_models"] == .integer(models))
        #expect(try administrator.lastRun("replay")?["outcome"] == .string("ok"))

        let moved = Int64(traffic.done)
        let balance = try bob.get("/balance?min_position=\(position)")
        #expect(balance.body.contains("\"available\":\(100_000 + moved)"), "\(balance.body)")
        #expect(try alice.get("/balance?min_position=\(position)").status == 200)
        let generations = try node.database.connect().execute(
            "SELECT count(*) FROM read.checkpoints WHERE generation > 1 AND error IS NULL"
        ).only()
        #expect(try generations.int64(0) == models)
        var options = RebuildOptions()
        options.verifyOnly = true
        for outcome in try Rebuild(node.database.options, options: options).run().outcomes {
            guard case .equal = outcome.comparison else {
                Issue.record("\(outcome)")
                continue
            }
        }
    }

    private func expectAnswers(_ user: SignedIn) throws {
        for path in ["/balance", "/transactions", "/slots/availability"] {
            #expect(try user.get(path).status == 200, "\(path)")
        }
    }

    @Test func `a changed read model is reported, and is right after the replay`() throws {
        let node = try RunningNode()
        let (administrator, user) = (try node.administrator(), try node.user())
        let paid = try administrator.transfer(7, to: user)
        #expect(try user.available(after: paid) == 100_007)
        try node.database.connect().script(
            "UPDATE read.balances SET available = available + 1 WHERE account_id = \(user.id)"
        )
        let job = try administrator.run("replay")
        guard case .object(let result)? = job["result"] else {
            throw Complaint("no result: \(job)")
        }
        #expect(result["differences"] == .integer(1))
        let run = try #require(try administrator.lastRun("replay"))
        #expect(run["outcome"] == .string("ok"))
        guard case .string(let error)? = run["error"] else { throw Complaint("\(run)") }
        #expect(error.hasPrefix("balances was different at "))
        let again = try administrator.run("replay")
        guard case .object(let second)? = again["result"] else { throw Complaint("\(again)") }
        #expect(second["differences"] == .integer(0))
    }

    @Test func `a response from wrong rows is not repeated after the replay`() throws {
        let node = try RunningNode()
        let (administrator, user) = (try node.administrator(), try node.user())
        let position = try #require(try administrator.transfer(7, to: user).position)
        _ = try user.get("/transactions?limit=1&min_position=\(position)")
        try node.database.connect().script(
            "UPDATE read.transactions SET memo = 'tampered' WHERE receiver_id = \(user.id)"
        )
        let wrong = try user.get("/transactions")
        #expect(wrong.body.contains("tampered"))
        _ = try administrator.run("replay")
        // The node notices the new read models a moment after the job has ended.
        var answer = wrong
        try wait(until: "the rows of the replay are answered") {
            answer = try user.get("/transactions?min_position=\(position)")
            return answer.body != wrong.body
        }
        #expect(answer.status == 200)
        #expect(!answer.body.contains("tampered"))
    }

    @Test func `the job fails with a reason while a replay runs elsewhere`() throws {
        let node = try RunningNode()
        let administrator = try node.administrator()
        let other = try node.database.connect()
        // The lock of another replay: its number has the bytes of "replay".
        try other.script("SELECT pg_advisory_lock(x'7265706C6179'::bigint)")
        _ = try administrator.run("replay")
        let run = try #require(try administrator.lastRun("replay"))
        #expect(run["outcome"] == .string("failed"))
        #expect(run["error"] == .string("another replay is running on this database"))
        #expect(try administrator.job("replay")["result"] == .null)
    }
}
