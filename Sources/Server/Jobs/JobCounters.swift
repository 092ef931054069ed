import API
import Commands
import Synchronization

/// How many runs ended how, on this node since its start.
package final class JobCounters: Sendable {
    private let counts = Mutex<[JobName: [JobReport.Outcome: Int]]>([:])

    func count(_ job: JobName, _ outcome: JobReport.Outcome) {
        counts.withLock { $0[job, default: [:]][outcome, default: 0] += 1 }
    }

    /// All that were counted, in order of name and outcome.
    package var all: [(job: JobName, outcome: JobReport.Outcome, count: Int)] {
        counts.withLock { counts in
            counts.sorted { $0.key.rawValue < $1.key.rawValue }.flatMap { job, outcomes in
                outcomes.sorted { $0.key.rawValue < $1.key.rawValue }.map {
                    (job, $0.key, $0.value)
                }
            }
        }
    }

    func count(of job: JobName, _ outcome: JobReport.Outcome) -> Int {
        counts.withLock { $0[job]?[outcome] ?? 0 }
    }
}
