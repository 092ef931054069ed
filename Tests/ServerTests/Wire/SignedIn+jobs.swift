import Postgres
import TestSupport

@testable import Runtime
@testable import Text

/// Jobs, as an administrator sees them.
extension SignedIn {
    /// A node lists its jobs soon after it has started.
    func job(_ name: String) throws -> JSONObject {
        try wait(until: "the job \(name) is listed") {
            let answer = try get("/admin/jobs")
            guard case .array(let jobs) = try JSONValue(Array(answer.body.utf8)) else {
                throw Complaint("no list: \(answer.body)")
            }
            for case .object(let job) in jobs where job["name"] == .string(name) { return job }
            return nil
        }
    }

    /// Nil before the first run.
    func lastRun(_ name: String) throws -> JSONObject? {
        guard case .object(let run)? = try job(name)["last_run"] else { return nil }
        return run
    }

    /// Requests a run, and returns the job once that has ended.
    ///
    /// `meanwhile` gets the job as it is shown during the run.
    func run(
        _ name: String,
        meanwhile: (JSONObject) throws -> Void = { _ in }
    ) throws -> JSONObject {
        let before = try lastRun(name)?["started_at"]
        let answer = try send("POST", "/admin/jobs/\(name)/run")
        guard answer.status == 200 else { throw Complaint("not asked for: \(answer.body)") }
        return try wait(until: "the run of \(name) has ended") {
            let job = try job(name)
            if case .object(let run)? = job["last_run"], run["started_at"] != before { return job }
            try meanwhile(job)
            return nil
        }
    }
}
