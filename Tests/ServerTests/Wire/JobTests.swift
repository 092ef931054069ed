import Postgres
import TestSupport
import Testing

@testable import Server

@Suite
struct JobTests {
    private func job(_ name: String, in answer: HTTPClient.Answer) throws -> JSONObject {
        guard case .array(let jobs) = try JSONValue(Array(answer.body.utf8)) else {
            throw Complaint("no list: \(answer.body)")
        }
        let found = jobs.compactMap { job -> JSONObject? in
            if case .object(let object) = job, object["name"] == .string(name) {
                object
            } else {
                nil
            }
        }
        return try #require(found.first, "\(answer.body)")
    }

    @Test func `an administrator sees every job with its last and next run`() throws {
        let node = try RunningNode.shared.get()
        let administrator = try node.administrator()
        // Each is run when the node starts.
        repeat {
            let answer = try administrator.get("/admin/jobs")
            #expect(answer.status == 200)
            let job = try job("receipts", in: answer)
            if case .object(let run)? = job["last_run"] {
                #expect(run["outcome"] == .string("ok"))
                #expect(job["attempts"] == .integer(0))
                #expect(job["interval_seconds"] == .integer(3_600))
                return
            }
        } while true
    }

    @Test func `run now is true, and the job runs once more`() throws {
        let node = try RunningNode.shared.get()
        let administrator = try node.administrator()
        let before = try startedAt("receipts", administrator)
        let answer = try administrator.send("POST", "/admin/jobs/receipts/run")
        #expect(answer.status == 200)
        #expect(answer.body == "true")
        while try startedAt("receipts", administrator) == before {}
    }

    @Test(arguments: ["/admin/jobs/nothing/run", "/admin/jobs/Rates/run"])
    func `an unknown job is not found`(path: String) throws {
        let administrator = try RunningNode.shared.get().administrator()
        #expect(try administrator.send("POST", path).status == 404)
    }

    @Test func `others may not see or run jobs`() throws {
        let node = try RunningNode.shared.get()
        let user = try node.user()
        #expect(try user.get("/admin/jobs").status == 403)
        #expect(try user.send("POST", "/admin/jobs/receipts/run").status == 403)
        #expect(try user.client.send("POST", "/admin/jobs/receipts/run").status == 401)
    }

    private func startedAt(_ name: String, _ user: SignedIn) throws -> JSONValue? {
        guard case .object(let run)? = try job(name, in: user.get("/admin/jobs"))["last_run"]
        else { return nil }
        return run["started_at"]
    }
}
