import Postgres
import TestSupport
import Testing

@testable import Runtime
@testable import Text

/// The job `verify`, over the wire, each on a log of its own.
@Suite(.patient)
struct VerificationTests {
    private func result(_ job: JSONObject) throws -> JSONObject {
        guard case .object(let result)? = job["result"] else {
            throw Complaint("no result: \(job)")
        }
        return result
    }

    @Test func `the log is not checked before a request`() throws {
        let node = try RunningNode()
        let administrator = try node.administrator()
        let job = try administrator.job("verify")
        for member in ["interval_seconds", "next_run_at", "last_run", "progress", "result"] {
            #expect(job[member] == .null, "\(member)")
        }
        #expect(job["running"] == .bool(false))
        #expect(job["runs"] == .array([]))
    }

    @Test func `a sound log is reported with its position, its events and its hash`() throws {
        let node = try RunningNode()
        let (administrator, user) = (try node.administrator(), try node.user())
        let paid = try administrator.transfer(7, to: user)
        let position = try #require(paid.position)
        let job = try administrator.run("verify")
        let result = try result(job)
        #expect(result["sound"] == .bool(true))
        #expect(result["position"] == .integer(position))
        #expect(result["events"] == .integer(position))
        #expect(result["problems"] == .array([]))
        let row = try node.database.connect().execute(
            """
            SELECT count(*), (
                SELECT encode(hash, 'hex') FROM log.batches ORDER BY last_position DESC LIMIT 1)
            FROM log.batches
            """
        ).only()
        #expect(result["batches"] == .integer(try row.int64(0)))
        #expect(result["hash"] == .string(try row.string(1)))
        #expect(try administrator.lastRun("verify")?["outcome"] == .string("ok"))
        #expect(job["progress"] == .null)
        #expect(job["next_run_at"] == .null)
    }

    @Test func `a changed log is reported with the place of the change`() throws {
        let node = try RunningNode()
        let (administrator, user) = (try node.administrator(), try node.user())
        let position = try #require(try administrator.transfer(7, to: user).position)
        try node.database.connect().script(
            """
            ALTER TABLE log.events DISABLE TRIGGER ALL;
            UPDATE log.events SET data = replace(data::text, '"amount":7', '"amount":9')::json
            WHERE position = \(position);
            ALTER TABLE log.events ENABLE TRIGGER ALL;
            """
        )
        let job = try administrator.run("verify")
        let result = try result(job)
        #expect(result["sound"] == .bool(false))
        guard case .integer(let faults)? = result["faults"],
            case .array(let problems)? = result["problems"],
            case .string(let first)? = problems.first
        else { throw Complaint("no problems: \(result)") }
        #expect(faults == 2)
        #expect(first.contains("to \(position) is not what was appended"), "\(first)")
        // The sender paid 7, and the receiver would get 9.
        #expect(problems.count == 2)
        let run = try #require(try administrator.lastRun("verify"))
        #expect(run["outcome"] == .string("failed"))
        #expect(run["error"] == .string("the log is not sound: \(first)"))
    }
}
