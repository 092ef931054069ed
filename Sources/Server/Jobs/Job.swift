import API
import Entities
import Postgres
import Text

/// Work that the service does by itself, again and again, on one node at a time.
protocol Job: Sendable {
    var name: JobName { get }

    /// From the beginning of a run to the beginning of the next; nil for a job that runs on request
    /// only.
    var intervalSeconds: Int? { get }

    /// Does the work that is due now.
    ///
    /// Blocks. An error is recorded, and the job is tried again after a while.
    func run(_ run: JobRun) throws -> JobReport
}

/// The result of a run.
package struct JobReport: Equatable, Sendable {
    /// Raw values are words of `jobs.runs`.
    package enum Outcome: String, Sendable {
        case ok
        case failed
        /// The job is not set up: no address is configured, for example.
        case resting
        /// The node ended during the run.
        case abandoned
    }

    var outcome: Outcome
    /// What was done, for administrators; nil if there was nothing to do.
    var detail: String?
    /// The error; a run that is `ok` has one if it failed in part.
    var error: String?
    /// The findings for programs: one JSON object.
    var result: [UInt8]?
    /// Whether there may be more to do at once.
    var hasMore = false

    static let nothing = JobReport(outcome: .ok)

    static func done(_ detail: String, error: String? = nil, hasMore: Bool = false) -> JobReport {
        JobReport(outcome: .ok, detail: detail, error: error, hasMore: hasMore)
    }

    /// `reason` names the setting that the job lacks.
    static func resting(_ reason: String) -> JobReport {
        JobReport(outcome: .resting, detail: reason)
    }

    static func failed(_ error: String) -> JobReport {
        JobReport(outcome: .failed, error: error)
    }

    /// Whether the history keeps the run: not if it did nothing, or rests as before.
    func isWorthKeeping(after last: Outcome?) -> Bool {
        switch outcome {
        case .ok: detail != nil || error != nil
        case .resting: last != .resting
        case .failed, .abandoned: true
        }
    }
}

/// The progress of a run, for administrators.
struct JobProgress: Equatable, Sendable {
    let done: Int64
    let total: Int64
    /// The unit of `done` and `total`.
    var unit = "events"
    /// Units per second.
    let rate: Int64
    /// The present phase of the run; nil if there is only one.
    var note: String?

    var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("done", done)
            json.member("total", total)
            json.member("unit", unit)
            json.member("rate", rate)
            json.member("note", note)
        }
        return json.bytes
    }
}
