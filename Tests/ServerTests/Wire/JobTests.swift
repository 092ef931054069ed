import Postgres
import TestSupport
import Testing

@testable import Text

@Suite(.patient)
struct JobTests {
    @Test func `an administrator sees every job with its last and next run`() throws {
        let node = try RunningNode.shared.get()
        let administrator = try node.administrator()
        // Each job runs when the node starts.
        try wait(until: "the job has run") {
            let job = try administrator.job("receipts")
            if case .object(let run)? = job["last_run"] {
                #expect(run["outcome"] == .string("ok"))
                #expect(job["attempts"] == .integer(0))
                #expect(job["interval_seconds"] == .integer(3_600))
                return true
            }
            return false
        }
    }

    @Test func `a request for a run is true, and the job runs once more`() throws {
        let node = try RunningNode.shared.get()
        let administrator = try node.administrator()
        let before = try administrator.lastRun("receipts")?["started_at"]
        let answer = try administrator.send("POST", "/admin/jobs/receipts/run")
        #expect(answer.status == 200)
        #expect(answer.body == "true")
        try wait(until: "the job runs once more") {
            try administrator.lastRun("receipts")?["started_at"] != before
        }
    }

    @Test(arguments: ["/admin/jobs/nothing/run", "/admin/jobs/Rates/run"])
    func `an unknown job is not found`(path: String) throws {
        let administrator = try RunningNode.shared.get().administrator()
        #expect(try administrator.send("POST", path).status == 404)
    }

    @Test func `only administrators see and run jobs`() throws {
        let node = try RunningNode.shared.get()
        let user = try node.user()
        #expect(try user.get("/admin/jobs").status == 403)
        #expect(try user.send("POST", "/admin/jobs/receipts/run").status == 403)
        #expect(try user.client.send("POST", "/admin/jobs/receipts/run").status == 401)
    }
}
