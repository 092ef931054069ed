import Synchronization

/// How many runs ended how, on this node since its start.
final class JobCounters: Sendable {
    private let counts = Mutex<[JobName: [JobReport.Outcome: Int]]>([:])

    func count(_ job: JobName, _ outcome: JobReport.Outcome) {
        counts.withLock { $0[job, default: [:]][outcome, default: 0] += 1 }
    }

    func count(of job: JobName, _ outcome: JobReport.Outcome) -> Int {
        counts.withLock { $0[job]?[outcome] ?? 0 }
    }
}
