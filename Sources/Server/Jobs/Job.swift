import API
import Commands
import Postgres
import Text

/// Something that the service does by itself, again and again, on one node at a time.
package protocol Job: Sendable {
    var name: JobName { get }

    /// From the begin of a run to the begin of the next; nil for one that only runs when it is asked
    /// for.
    var intervalSeconds: Int? { get }

    /// Does what there is to do now.
    ///
    /// Blocks. What it throws is written down, and it is tried again after a while.
    func run(_ run: JobRun) throws -> JobReport
}

/// What a run that came to its end has to say.
package struct JobReport: Equatable, Sendable {
    /// Raw values are words of `jobs.runs`.
    package enum Outcome: String, Sendable {
        case ok
        case failed
        /// There is nothing to do it with, as when no address is configured.
        case resting
        /// The node ended in the middle.
        case abandoned
    }

    var outcome: Outcome
    /// What was done, for whoever looks at the runs; nil if there was nothing to do.
    var detail: String?
    /// What went wrong: for `ok` with some of many things only.
    var error: String?
    /// What was found, for programs: one JSON object.
    var result: [UInt8]?
    /// Whether there may be more to do at once.
    var hasMore = false

    static let nothing = JobReport(outcome: .ok)

    static func done(_ detail: String, error: String? = nil, hasMore: Bool = false) -> JobReport {
        JobReport(outcome: .ok, detail: detail, error: error, hasMore: hasMore)
    }

    /// `reason` says what to set to end the rest.
    static func resting(_ reason: String) -> JobReport {
        JobReport(outcome: .resting, detail: reason)
    }

    static func failed(_ error: String) -> JobReport {
        JobReport(outcome: .failed, error: error)
    }

    /// Whether it belongs into the history: one that did nothing, or rests as before, does not.
    func isWorthKeeping(after last: Outcome?) -> Bool {
        switch outcome {
        case .ok: detail != nil || error != nil
        case .resting: last != .resting
        case .failed, .abandoned: true
        }
    }
}

/// How far a run is, for administrators.
struct JobProgress: Equatable, Sendable {
    let done: Int64
    let total: Int64
    /// What is counted.
    var unit = "events"
    /// A second.
    let rate: Int64
    /// What the run is at; nil if there is but one thing.
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
